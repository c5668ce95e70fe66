namespace Saker.Forwarder.Checks;

/// <summary>What became of the check of one output, or of one log that alerts are read from.</summary>
/// <param name="Name">Its place in the configuration: <c>aws.s3</c>, <c>input.kafka</c>.</param>
/// <param name="Hosts">The hosts it speaks to with their addresses, or why they have none; empty when its configuration is wrong.</param>
/// <param name="Problem">Why it does not work; null when the test alert was delivered, or the log answered.</param>
/// <param name="Elapsed">How long that took.</param>
public sealed record CheckResult(string Name, string Hosts, string? Problem, TimeSpan Elapsed)
{
    /// <summary>Whether it is a log that alerts are read from.</summary>
    public bool IsInput { get; init; }

    /// <summary>Whether it works.</summary>
    public bool IsWell => Problem is null;
}
