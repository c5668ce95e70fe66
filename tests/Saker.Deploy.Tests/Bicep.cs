namespace Saker.Deploy.Tests;

/// <summary>Azure's compiler of Bicep.</summary>
internal static class Bicep
{
    /// <summary>What it makes of a template of the repository, and what it complains of; skips the test where there is none.</summary>
    public static CommandResult Compile(string template)
    {
        Assert.SkipUnless(File.Exists(Places.Bicep), "there is no Bicep compiler for this machine");
        return CommandResult.Of("env", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", Places.Bicep, "build", "--stdout", Path.Combine(Places.Repository, template));
    }
}
