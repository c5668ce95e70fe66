using System.Text;
using Saker.Events;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Binding.Matching;

namespace Saker.Rules.Planning;

/// <summary>What is known once a socket has connected, sent or received, or has not: also what kind of socket it is.</summary>
/// <param name="type">Number of the event's type.</param>
/// <param name="succeeded">How it went.</param>
/// <param name="kind">The kind, as the probe numbers them.</param>
internal sealed class SocketKnowledge(int type, bool succeeded, SocketKind kind) : CallKnowledge(type, succeeded)
{
    private const SocketKind IPv4 = 0;
    private const SocketKind IPv6 = (SocketKind)1;
    private const SocketKind Unix = (SocketKind)2;

    private static readonly IpNetwork loopback = new(IpAddress.FromBytes([127, 0, 0, 0]), 8);

    private SocketKind Family => kind & SocketKind.Family;

    private bool IsInternet => Family is IPv4 or IPv6;

    /// <inheritdoc/>
    public override Truth Ask(Test test) => test switch
    {
        TextTest text when ValuesOf(text.Operand.Name) is { } values => Among(values, text.Matcher),
        AddressTest address when EndNeeds.IsAddress(address.Operand.Name) => Ask(address.Matcher),
        NumberTest number when EndNeeds.IsPort(number.Operand.Name) && !IsInternet => Truth.False,
        _ => base.Ask(test),
    };

    private Truth Ask(AddressMatcher matcher)
    {
        if (!IsInternet)
            return Truth.False;
        return (kind & SocketKind.Loopback) != 0 && matcher.AnswerWithin(loopback) is { } answer ? IfPresent(answer) : Truth.Unknown;
    }

    private static Truth Among(string[] values, TextMatcher matcher)
    {
        bool[] answers = [.. values.Select(value => matcher.Matches(Encoding.ASCII.GetBytes(value))).Distinct()];
        return answers.Length == 1 ? IfPresent(answers[0]) : Truth.Unknown;
    }

    /// <summary>What a field may say; null when that is open. An IPv6 socket that talks to IPv4 ends is one of IPv4 to fields.</summary>
    private string[]? ValuesOf(string field) => (field, Family) switch
    {
        ("fd.typechar", IPv4) => ["4"],
        ("fd.typechar", IPv6) => ["4", "6"],
        ("fd.typechar", Unix) => ["u"],
        ("fd.type", IPv4) => ["ipv4"],
        ("fd.type", IPv6) => ["ipv4", "ipv6"],
        ("fd.type", Unix) => ["unix"],
        ("fd.sockfamily", IPv4 or IPv6) => ["ip"],
        ("fd.sockfamily", Unix) => ["unix"],
        // Not before it is known which side the process is on.
        ("fd.l4proto", IPv4 or IPv6) => (kind & SocketKind.Tcp) != 0 ? ["tcp", "<NA>"] : ["udp", "icmp", "raw", "<NA>"],
        ("fd.l4proto", Unix) => ["<NA>"],
        _ => null,
    };
}
