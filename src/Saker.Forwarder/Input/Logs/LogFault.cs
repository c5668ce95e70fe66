using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Input.Logs;

/// <summary>Why a log cannot be read, as the operator is told.</summary>
internal static class LogFault
{
    /// <summary>The text for an error. That of one which nobody expected may hold anything, secrets too: its kind is told alone.</summary>
    public static string Of(IAlertLog log, Exception error) => error switch
    {
        _ when log.IsExpected(error) || ErrorText.IsOfTheNetwork(error) => $"{log.Endpoint}: {ErrorText.Of(error)}",
        _ => $"{log.Endpoint}: it fails unexpectedly with {error.GetType().Name}",
    };
}
