using System.Collections.Immutable;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Explaining;

/// <summary>Whoever knows an event well enough to answer checks about it.</summary>
internal interface IAnswers
{
    /// <summary>What a check comes to.</summary>
    Answer Answer(Condition check);

    /// <summary>The fields that it asks for.</summary>
    ImmutableArray<FieldValue> Fields(Condition check);
}

/// <summary>The fields that a check names.</summary>
internal static class CheckedFields
{
    public static IEnumerable<FieldReference> Of(Condition check) => check switch
    {
        UnaryCheck unary => Of(unary.Left),
        BinaryCheck binary => Of(binary.Left).Concat(Of(binary.Right)).DistinctBy(f => f.ToString()),
        _ => [],
    };

    private static IEnumerable<FieldReference> Of(Operand operand) => operand switch
    {
        FieldReference field => [field],
        TransformerCall call => call.Arguments.SelectMany(Of),
        OperandList list => list.Items.SelectMany(Of),
        _ => [],
    };
}
