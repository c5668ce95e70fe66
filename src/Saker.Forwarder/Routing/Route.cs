using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Rules;
using Saker.Rules.Syntax;

namespace Saker.Forwarder.Routing;

/// <summary>Which alerts an output gets.</summary>
internal sealed class Route(Priority? least, AlertCondition? condition)
{
    /// <summary>Takes the route of an output from its part of the configuration.</summary>
    /// <exception cref="ForwarderConfigException">Its condition or priority is none.</exception>
    public static Route Of(Section output)
    {
        try
        {
            return new Route(output.Priority("minimumpriority"), output.Has("condition") ? AlertCondition.Parse(output.Text("condition")) : null);
        }
        catch (ConditionSyntaxException e)
        {
            throw output.Error("condition", $"{e.Message}, at column {e.Position.Column}");
        }
    }

    /// <summary>Whether the output gets an alert. Those that are sent to try the outputs go to all.</summary>
    public bool Admits(ForwardedAlert alert) =>
        alert.IsTest || ((least is null || alert.Priority <= least) && (condition is null || condition.Holds(alert)));
}
