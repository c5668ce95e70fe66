using Saker.Fields;
using Saker.Rules.Syntax;

namespace Saker.Rules.Binding.Matching;

/// <summary>An address with the number of leading bits that count.</summary>
internal readonly record struct IpNetwork(IpAddress Address, int PrefixLength)
{
    public static IpNetwork Of(IpAddress address) => new(address, address.IsIPv4 ? 32 : 128);

    /// <summary>Whether it is a single address.</summary>
    public bool IsWhole => PrefixLength == (Address.IsIPv4 ? 32 : 128);

    /// <summary>Whether an address lies in it. An address of the other family never does.</summary>
    public bool Contains(in IpAddress other)
    {
        if (other.IsIPv4 != Address.IsIPv4)
            return false;
        if (Address.IsIPv4)
            return ((other.Low ^ Address.Low) & Mask(PrefixLength + 32)) == 0;
        return ((other.High ^ Address.High) & Mask(Math.Min(PrefixLength, 64))) == 0
            && ((other.Low ^ Address.Low) & Mask(Math.Max(PrefixLength - 64, 0))) == 0;
    }

    /// <summary>Whether all of another network lies in it.</summary>
    public bool Contains(in IpNetwork other) => PrefixLength <= other.PrefixLength && Contains(other.Address);

    // The mask of an IPv4 prefix keeps the upper half set, where both addresses are zero.
    private static ulong Mask(int bits) => bits == 0 ? 0 : ulong.MaxValue << (64 - bits);
}

/// <summary>What is asked of an address.</summary>
internal abstract class AddressMatcher
{
    public abstract bool Matches(in IpAddress address);

    /// <summary>What it answers for every address of a network; null when that differs.</summary>
    public abstract bool? AnswerWithin(in IpNetwork all);
}

/// <summary>Lies in a network, or does not.</summary>
internal sealed class AddressInNetwork(IpNetwork network, bool negated) : AddressMatcher
{
    public IpNetwork Network => network;

    public bool Negated => negated;

    public override bool? AnswerWithin(in IpNetwork all) => network.Contains(all) ? !negated : all.Contains(network) ? null : negated;

    public override bool Matches(in IpAddress address) => network.Contains(address) != negated;
}

/// <summary>Satisfies so many of several questions.</summary>
internal sealed class AddressQuorum(AddressMatcher[] matchers, Modifier modifier) : AddressMatcher
{
    public AddressMatcher[] Matchers => matchers;

    public Modifier Modifier => modifier;

    public override bool? AnswerWithin(in IpNetwork all)
    {
        int matching = 0;
        foreach (var matcher in matchers)
        {
            if (matcher.AnswerWithin(all) is not { } answer)
                return null;
            matching += answer ? 1 : 0;
        }

        return Quorum.IsMet(modifier, matching, matchers.Length);
    }

    public override bool Matches(in IpAddress address)
    {
        int matching = 0;
        foreach (var matcher in matchers)
        {
            if (matcher.Matches(address))
                matching++;
        }

        return Quorum.IsMet(modifier, matching, matchers.Length);
    }
}
