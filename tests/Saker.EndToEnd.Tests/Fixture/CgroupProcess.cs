using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>A process in a cgroup that is called as Docker calls those of its containers, made by nobody but the test.</summary>
internal sealed class CgroupProcess : IDisposable
{
    private static readonly string root = Directory.Exists("/sys/fs/cgroup/unified") ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup";

    private readonly Process process;
    private readonly string cgroup;
    private bool isInside;

    /// <param name="script">What the process does once it is in the cgroup.</param>
    /// <param name="parent">The cgroup that the container's lies in.</param>
    public CgroupProcess(string script, string parent = "docker")
    {
        cgroup = Directory.CreateDirectory($"{root}/{parent}/{Id}").FullName;
        process = Process.Start(new ProcessStartInfo("/bin/busybox", ["sh", "-c", $"read line; {script}"]) { RedirectStandardInput = true })!;
    }

    /// <summary>Id of 64 digits.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Puts it into the cgroup, if it is not there yet, and lets it go on by a line on its input. An engine has to know of it before.</summary>
    public void Go()
    {
        if (!isInside)
            File.WriteAllText(cgroup + "/cgroup.procs", process.Id.ToString(CultureInfo.InvariantCulture));
        isInside = true;
        process.StandardInput.WriteLine();
    }

    /// <summary>Waits until it has done its part.</summary>
    public void WaitForExit() => process.WaitForExit();

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
        process.Dispose();
        // The kernel lets a cgroup go a moment after its last process.
        for (int i = 0; i < 100 && Directory.Exists(cgroup); i++)
        {
            try
            {
                Directory.Delete(cgroup);
            }
            catch (IOException)
            {
                Thread.Sleep(10);
            }
        }
    }
}
