using Saker.Events.Captures;
using Saker.Forwarder.Configuration;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Commands;

/// <summary>Turns what is wrong with the input into one line and exit code 1.</summary>
internal static class Guard
{
    public static int Run(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e) when (e is ConfigException or ForwarderConfigException or CaptureException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Error: {e.Message}");
            return 1;
        }
    }
}
