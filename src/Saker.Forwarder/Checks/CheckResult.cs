namespace Saker.Forwarder.Checks;

/// <summary>What became of the check of one output.</summary>
/// <param name="Output">The output's place in the configuration: <c>aws.s3</c>.</param>
/// <param name="Hosts">The hosts it speaks to with their addresses, or why they have none; empty when its configuration is wrong.</param>
/// <param name="Problem">Why it does not work; null when the test alert was delivered.</param>
/// <param name="Elapsed">How long the delivery took.</param>
public sealed record CheckResult(string Output, string Hosts, string? Problem, TimeSpan Elapsed)
{
    /// <summary>Whether the test alert was delivered.</summary>
    public bool IsWell => Problem is null;
}
