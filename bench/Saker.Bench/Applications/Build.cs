using System.Diagnostics;

namespace Saker.Bench.Applications;

/// <summary>A small program that is compiled.</summary>
internal sealed class Build : Application
{
    public Build()
    {
        File.WriteAllText(Path.Combine(Directory, "hello.csproj"),
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        File.WriteAllText(Path.Combine(Directory, "hello.cs"), "System.Console.WriteLine(\"hello\");");
        Do("dotnet", "restore", Directory);
    }

    public override string What => "a .NET build";

    public override double Run()
    {
        long start = Stopwatch.GetTimestamp();
        Do("dotnet", "build", Directory, "--no-restore", "--no-incremental", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
