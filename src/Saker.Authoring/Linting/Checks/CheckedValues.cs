using System.Collections.Immutable;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>The constants that a check compares with.</summary>
internal static class CheckedValues
{
    public static ImmutableArray<Value> Of(BinaryCheck check) => check.Right switch
    {
        Value value => [value],
        ValueList list => list.Values,
        _ => [],
    };
}
