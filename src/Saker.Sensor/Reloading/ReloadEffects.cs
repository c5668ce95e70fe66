using Saker.Sensor.Configuration;
using Saker.Sensor.Outputs;
using Saker.Sensor.Rules;

namespace Saker.Sensor.Reloading;

/// <summary>What changes when configuration and rules were read anew, and who is told.</summary>
/// <param name="started">What the sensor was started with.</param>
/// <param name="startedRules">The rules that it was started with.</param>
/// <param name="status">How the sensor is doing.</param>
/// <param name="exchange">Where rules are handed over.</param>
/// <param name="setup">Makes outputs.</param>
/// <param name="voice">Who is told.</param>
internal sealed class ReloadEffects(
    SensorOptions started, LoadedRules startedRules, SensorStatus status, JudgementExchange exchange, OutputSetup setup, Voice voice)
{
    /// <summary>Reading begins.</summary>
    public void Begin() => voice.Manager.Reloading();

    /// <summary>Puts what was read into force.</summary>
    public void Put(SensorOptions next, LoadedRules rules, Judgement judgement)
    {
        var former = status.Options.Outputs;
        var changed = setup.MakeChanged(former, next.Outputs);
        if (!exchange.Offer(judgement))
        {
            foreach (var output in changed)
                output.Dispose();
            return;
        }

        setup.Exchange(status.AlertOutputs, former, next.Outputs, changed);
        var waiting = RestartNeeds.Between(started, next);
        if (waiting.Count > 0)
            voice.Log.Warning($"changes of these keys take effect at the next start: {string.Join("; ", waiting)}");
        if (status.Probe is not null && WatchedCalls.Traced(rules.Enabled).Except(WatchedCalls.Traced(startedRules.Enabled)).Any())
            voice.Log.Warning("rules now wait for task switches, signals or page faults, which are watched from the next start on");
        rules.WarnOfIgnored(next, voice.Log);
        voice.Log.Options = next.Log;
        status.NoteReload(next, rules);
        voice.Manager.Ready();
    }

    /// <summary>Tells that what was read cannot be used.</summary>
    public void Fail(string why)
    {
        status.FailedReloads++;
        voice.Raise(InternalAlerts.ReloadFailed(why));
        voice.Manager.Ready();
    }
}
