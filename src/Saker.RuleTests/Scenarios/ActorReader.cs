using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Saker.Events;
using Saker.RuleTests.Files;

namespace Saker.RuleTests.Scenarios;

/// <summary>Reads what a test says of a process; what it leaves out comes from the parent, as with a fork.</summary>
/// <param name="users">Ids of users by name.</param>
internal sealed class ActorReader(IReadOnlyDictionary<string, uint> users)
{
    private const uint DefaultTty = 34816;
    private const ulong AllCapabilities = (1UL << 41) - 1;

    // What container runtimes leave to root.
    private const ulong ContainerCapabilities = 0xa80425fb;

    private static readonly string[] Home = ["HOME=/root"];

    /// <summary>The process of a section.</summary>
    /// <param name="section">What was written; other keys are left to the caller.</param>
    /// <param name="parent">Its parent, or what it was before an exec.</param>
    /// <param name="pid">Its id.</param>
    public Actor Read(Section section, Actor? parent, long pid)
    {
        string? name = section.Text("name");
        string? path = section.Text("exepath");
        string? exe = section.Text("exe");
        string cwd = section.Text("cwd") ?? parent?.Cwd ?? "/";
        path ??= exe is null ? name is null ? null : "/usr/bin/" + name
            : exe.StartsWith('/') ? exe : exe.Contains('/') ? Path.GetFullPath(Path.Combine(cwd, exe)) : "/usr/bin/" + exe;
        if (path is null)
            throw section.Error(section.Mark, "a process needs 'name' or 'exe'");
        name ??= Path.GetFileName(path);
        uint uid = Id(section, "user") ?? parent?.Uid ?? 0;
        string container = section.Text("container") ?? parent?.Container ?? "";
        container = container == "host" ? "" : container;
        bool isOther = parent is null || uid != parent.Uid || container != parent.Container;
        return new Actor
        {
            Name = Encoding.UTF8.GetByteCount(name) > 15 ? name[..Math.Min(15, name.Length)] : name,
            Pid = pid,
            Parent = parent?.Pid ?? 0,
            Exe = exe ?? path,
            ExePath = path,
            Args = section.Words("args"),
            Environment = section.Has("env") ? section.Words("env") : Home,
            Cwd = cwd,
            Uid = uid,
            Gid = Id(section, "group") ?? (isOther ? uid : parent!.Gid),
            LoginUid = Id(section, "login") ?? parent?.LoginUid ?? uint.MaxValue,
            Tty = Tty(section) ?? parent?.Tty ?? 0,
            Container = container,
            Capabilities = Capabilities(section) ?? (isOther ? Usual(uid, container) : parent!.Capabilities),
            ExeFlags = (section.Flag("writable") == true ? 1u : 0) | (section.Flag("upper_layer") == true ? 2u : 0)
                | (section.Flag("memfd") == true ? 4u : 0) | (section.Flag("lower_layer") == true ? 8u : 0),
            NextFd = parent?.NextFd ?? 3,
        };
    }

    /// <summary>The cgroups of a container; those of the host when it has no name.</summary>
    public static byte[] Cgroups(string container) => container.Length == 0
        ? ParamEncoder.List(["cpu=/", "memory=/"])
        : ParamEncoder.List([$"cpu=/docker/{ContainerId(container)}", $"memory=/docker/{ContainerId(container)}"]);

    /// <summary>The full id of a container: its name where that is an id, an id made of it otherwise.</summary>
    public static string ContainerId(string container)
    {
        bool isId = container.Length is >= 12 and <= 64 && container.All(char.IsAsciiHexDigitLower);
        return isId ? container.PadRight(64, '0') : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(container)));
    }

    private static ulong Usual(uint uid, string container) => uid != 0 ? 0 : container.Length == 0 ? AllCapabilities : ContainerCapabilities;

    private static uint? Tty(Section section) => section.Text("tty") switch
    {
        null => null,
        "true" => DefaultTty,
        "false" => 0,
        var text when uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) => number,
        _ => throw section.Error("tty", "'tty' has to be true, false or a device number"),
    };

    private static ulong? Capabilities(Section section)
    {
        var names = section.Words("caps");
        if (section.Flag("privileged") == true)
            return AllCapabilities;
        if (!section.Has("caps"))
            return null;
        ulong all = 0;
        foreach (string name in names)
        {
            if (name is "all" or "none")
            {
                all |= name == "all" ? AllCapabilities : 0;
                continue;
            }

            string full = name.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? name : "CAP_" + name;
            var known = EventSchema.Flags["capabilities"].Values.FirstOrDefault(v => v.Name.Equals(full, StringComparison.OrdinalIgnoreCase));
            all |= known.Name is null ? throw section.Error("caps", $"there is no capability '{name}'") : known.Value;
        }

        return all;
    }

    private uint? Id(Section section, string key)
    {
        if (section.Text(key) is not { } text)
            return null;
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) || users.TryGetValue(text, out id))
            return id;
        throw section.Error(key, $"there is no '{text}'; name it under 'users', or write its id");
    }
}
