using System.Collections.Immutable;

namespace Saker.Authoring.Explaining;

/// <summary>What a part of a condition comes to for one event.</summary>
public enum Answer
{
    /// <summary>It does not hold.</summary>
    False,
    /// <summary>It holds.</summary>
    True,
    /// <summary>The field has no value, so that no comparison with it holds.</summary>
    Missing,
    /// <summary>What is known of the event does not tell.</summary>
    Unknown,
}

/// <summary>A field as it was for one event.</summary>
/// <param name="Name">With its argument.</param>
/// <param name="Value">As outputs print it; null when it had none, or nobody knows.</param>
/// <param name="IsKnown">False when what is known of the event does not tell.</param>
public sealed record FieldValue(string Name, string? Value, bool IsKnown);

/// <summary>A part of a condition with what it came to.</summary>
/// <param name="Node">The part.</param>
/// <param name="Answer">What it came to.</param>
/// <param name="Fields">Fields that a check asks for.</param>
/// <param name="Children">Its parts.</param>
public sealed record AnsweredNode(
    ConditionNode Node, Answer Answer, ImmutableArray<FieldValue> Fields, ImmutableArray<AnsweredNode> Children)
{
    /// <summary>Answers a node and everything below it.</summary>
    internal static AnsweredNode Of(ConditionNode node, IAnswers answers)
    {
        ImmutableArray<AnsweredNode> children = [.. node.Children.Select(c => Of(c, answers))];
        if (children.IsEmpty)
            return new AnsweredNode(node, answers.Answer(node.Meaning!), answers.Fields(node.Meaning!), []);
        var answer = node.Kind switch
        {
            NodeKind.And => All(children, Answer.True, Answer.False),
            NodeKind.Or => All(children, Answer.False, Answer.True),
            NodeKind.Not => Opposite(children[0].Answer),
            _ => children[0].Answer,
        };
        return new AnsweredNode(node, answer, [], children);
    }

    /// <summary>One child that decides is enough; otherwise one that nobody knows leaves it open.</summary>
    private static Answer All(ImmutableArray<AnsweredNode> children, Answer neutral, Answer deciding)
    {
        if (children.Any(c => Plain(c.Answer) == deciding))
            return deciding;
        return children.Any(c => c.Answer == Answer.Unknown) ? Answer.Unknown : neutral;
    }

    private static Answer Opposite(Answer answer) => Plain(answer) switch
    {
        Answer.True => Answer.False,
        Answer.False => Answer.True,
        var unknown => unknown,
    };

    private static Answer Plain(Answer answer) => answer == Answer.Missing ? Answer.False : answer;
}
