using System.Collections.Concurrent;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>
/// The API of a vendor: it takes what its document allows, answers as that says, and refuses everything else. Accounts, keys and addresses are those of
/// the settings that tests use.
/// </summary>
/// <param name="Document">Where the vendor says so.</param>
/// <param name="Take">Looks at a request and answers it.</param>
internal sealed record Vendor(string Document, Func<VendorRequest, (int Status, string Body)> Take)
{
    /// <summary>All, by the section of the configuration that their destinations have.</summary>
    public static IReadOnlyDictionary<string, Vendor> All { get; } = ChatVendors.All.Concat(AlertingVendors.All).Concat(ObservabilityVendors.All)
        .Concat(LogVendors.All).Concat(WebVendors.All).ToDictionary(v => v.Section, v => v.Vendor);

    /// <summary>Has a fake answer as the vendor does.</summary>
    /// <param name="fake">The fake.</param>
    /// <returns>What was refused, and why.</returns>
    public ConcurrentQueue<string> Play(Fake fake)
    {
        ConcurrentQueue<string> refusals = [];
        fake.Answer = (_, seen) =>
        {
            try
            {
                return Take(new VendorRequest(seen));
            }
            catch (RefusalException e)
            {
                refusals.Enqueue($"{e.Status}: {e.Message} ({Document})");
                return (e.Status, e.Message);
            }
        };
        return refusals;
    }
}
