using System.Text;
using Saker.Events;
using Saker.Rules.Binding;
using Saker.Rules.Binding.Matching;

namespace Saker.Rules.Planning;

/// <summary>What is known once a file has been opened, or has not: also how, and what kind of file it is.</summary>
/// <param name="type">Number of the event's type.</param>
/// <param name="succeeded">How it went.</param>
/// <param name="opening">The way of opening, as the probe numbers them.</param>
internal sealed class OpeningKnowledge(int type, bool succeeded, Opening opening) : CallKnowledge(type, succeeded)
{
    private const Opening WriteOnly = (Opening)1;
    private const Opening ReadWrite = (Opening)2;

    private readonly bool succeeded = succeeded;

    private static readonly byte[] fileLetter = Encoding.ASCII.GetBytes("f");
    private static readonly byte[] directoryLetter = Encoding.ASCII.GetBytes("d");

    /// <inheritdoc/>
    public override Truth Ask(Test test) => test is TextTest { Operand.Name: "fd.typechar" } letter && Letter() is { } value
        ? IfPresent(letter.Matcher.Matches(value))
        : base.Ask(test);

    /// <inheritdoc/>
    protected override Truth Ask(string field, NumberMatcher matcher)
    {
        var access = opening & Opening.Access;
        return field switch
        {
            "evt.is_open_read" => IfPresent(matcher.Matches(access == WriteOnly ? 0 : 1)),
            "evt.is_open_write" => IfPresent(matcher.Matches(access is WriteOnly or ReadWrite ? 1 : 0)),
            "evt.is_open_exec" when (opening & Opening.Creating) == 0 => IfPresent(matcher.Matches(0)),
            "fd.num" when !succeeded => IfPresent(matcher.Matches(-1)),
            _ => base.Ask(field, matcher),
        };
    }

    private byte[]? Letter() => (opening & (Opening.File | Opening.Directory)) switch
    {
        Opening.File => fileLetter,
        Opening.Directory => directoryLetter,
        _ => null,
    };
}
