using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>The C compiler and .NET must lay out the records alike.</summary>
public sealed class RecordLayoutTests
{
    private static readonly Type[] Structs =
    [
        typeof(FactHeader), typeof(FactEntry), typeof(DescriptorFact), typeof(ProcessFact), typeof(Settings), typeof(Control), typeof(Filter),
        typeof(Verdict), typeof(RecordCount),
    ];

    [Fact]
    public void SizesAndOffsetsAgree()
    {
        using var process = Process.Start(new ProcessStartInfo(Act.PathOf("layout")) { RedirectStandardOutput = true })!;
        var inC = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order();
        inC.Should().Equal(Structs.SelectMany(Describe).Order());
    }

    private static IEnumerable<string> Describe(Type type)
    {
        string name = Snake(type.Name);
        yield return $"{name} {Marshal.SizeOf(type)}";
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
            yield return $"{name}.{Snake(field.Name)} {Marshal.OffsetOf(type, field.Name)}";
    }

    private static string Snake(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : $"{c}"))
        .Replace("l4protocol", "l4_protocol");
}
