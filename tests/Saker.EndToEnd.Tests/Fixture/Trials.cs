namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>
/// Trials under load. Nothing runs beside them. They are short unless the environment variable <c>SAKER_TRIALS</c> is <c>full</c>.
/// </summary>
[CollectionDefinition(nameof(Trials), DisableParallelization = true)]
public sealed class Trials
{
    private static bool AreFull => Environment.GetEnvironmentVariable("SAKER_TRIALS") == "full";

    /// <summary>How long or how often: the first value ordinarily, the second one where there is time.</summary>
    public static int Length(int usual, int full) => AreFull ? full : usual;
}
