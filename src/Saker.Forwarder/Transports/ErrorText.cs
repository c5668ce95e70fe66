using System.Net.Sockets;
using System.Security.Authentication;

namespace Saker.Forwarder.Transports;

/// <summary>What errors of clients' libraries say, for the operator.</summary>
internal static class ErrorText
{
    /// <summary>What failed, and why: libraries wrap the cause of a failure, and say what failed and not why.</summary>
    public static string Of(Exception error)
    {
        string what = FirstLine(error), why = FirstLine(error.GetBaseException());
        return what.Contains(why, StringComparison.Ordinal) ? what : $"{what}: {why}";
    }

    /// <summary>Whether an error is one of those that every connection may meet.</summary>
    public static bool IsOfTheNetwork(Exception error) => error is SocketException or IOException or TimeoutException or AuthenticationException;

    /// <summary>Some write a whole stack into their messages.</summary>
    private static string FirstLine(Exception error) => error.Message.Split('\n')[0].TrimEnd();
}
