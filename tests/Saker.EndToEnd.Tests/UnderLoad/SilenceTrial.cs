using System.Text.RegularExpressions;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests.UnderLoad;

/// <summary>
/// A machine on which nothing happens. No load, but just as little may run beside it: whatever starts or ends on the machine breaks the silence.
/// </summary>
[Collection(nameof(Trials))]
public partial class SilenceTrial
{
    [Fact]
    public void Silence_is_told_as_consumers_know_it()
    {
        // Nothing but the start and end of programs is watched for this rule, and a machine seldom starts one every 30 milliseconds.
        const string rule = "- {rule: r, desc: d, condition: evt.type = delete_module, output: o, priority: debug}\n";
        using var sensor = OwnSensor.Start("json_output: true\nsyscall_event_timeouts: {max_consecutives: 1}", rule, [("FALCO_HOSTNAME", "golden")]);
        Number().Replace(Golden.Neutral(sensor.WaitForAlert("Falco internal: timeouts notification")), "N").Should().Be(Golden.Read("timeouts.json").Single());
    }

    [GeneratedRegex(@"\d{19}|(?<=notification\. )\d+")]
    private static partial Regex Number();
}
