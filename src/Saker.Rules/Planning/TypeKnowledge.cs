using Saker.Rules.Binding;

namespace Saker.Rules.Planning;

/// <summary>What is known when the type of an event is all that is known.</summary>
/// <param name="type">Number of the type.</param>
internal sealed class TypeKnowledge(int type) : Knowledge
{
    /// <inheritdoc/>
    public override Truth Ask(Test test) => test is EventTypeTest ofType ? Of(ofType.AnswerFor(type)) : Truth.Unknown;
}
