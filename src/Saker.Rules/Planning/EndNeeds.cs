using Saker.Rules.Binding;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;

namespace Saker.Rules.Planning;

/// <summary>
/// Derives what conditions ask of the ends of a socket: ports and whole addresses. Which end is the server's or the remote one only user
/// space knows, so the kernel looks for them at both.
/// </summary>
internal sealed class EndNeeds(Knowledge known) : Needs<SocketEnd>(known)
{
    /// <summary>Whether a field is the port of an end.</summary>
    public static bool IsPort(string field) => field is "fd.port" or "fd.cport" or "fd.sport" or "fd.lport" or "fd.rport";

    /// <summary>Whether a field is the address of an end.</summary>
    public static bool IsAddress(string field) => field is "fd.ip" or "fd.cip" or "fd.sip" or "fd.lip" or "fd.rip"
        or "fd.net" or "fd.cnet" or "fd.snet" or "fd.lnet" or "fd.rnet";

    /// <inheritdoc/>
    protected override Need<SocketEnd>? OfTest(Test test) => test switch
    {
        NumberTest number when IsPort(number.Operand.Name) => Of(number.Matcher),
        AddressTest address when IsAddress(address.Operand.Name) => Of(address.Matcher),
        _ => null,
    };

    private static Need<SocketEnd>? Of(NumberMatcher matcher) => matcher switch
    {
        ComparedNumber { Kind: not NumberKind.Double, Comparison: Comparison.Equal or Comparison.In or Comparison.Intersects } equal =>
            OfPort(equal.Value),
        NumberInSet set => Need<SocketEnd>.Either(set.Values.Select(OfPort)),
        NumberQuorum { Modifier: Modifier.AllOf } all => Need<SocketEnd>.Best(all.Matchers.Select(Of)),
        NumberQuorum any => Need<SocketEnd>.Either(any.Matchers.Select(Of)),
        _ => null,
    };

    private static Need<SocketEnd>? Of(AddressMatcher matcher) => matcher switch
    {
        AddressInNetwork { Negated: false, Network: { IsWhole: true } network } => new([new SocketEnd(null, network.Address)]),
        AddressQuorum { Modifier: Modifier.AllOf } all => Need<SocketEnd>.Best(all.Matchers.Select(Of)),
        AddressQuorum any => Need<SocketEnd>.Either(any.Matchers.Select(Of)),
        _ => null,
    };

    private static Need<SocketEnd> OfPort(long port) =>
        port is >= 0 and <= ushort.MaxValue ? new([new SocketEnd((ushort)port, default)]) : Need<SocketEnd>.Never;
}
