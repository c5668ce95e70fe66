using System.CommandLine;
using Saker.Cli.Listing;
using Saker.Rules.Syntax;

namespace Saker.Cli.Commands;

/// <summary><c>saker condition</c>: conditions outside of rules, for editors and for whoever wonders how one is read.</summary>
internal static class ConditionCommand
{
    public static Command Create()
    {
        var text = new Argument<string>("text") { Description = "A condition, as one argument." };
        var parse = new Command("parse", "Prints a condition's syntax tree as JSON, or where it is none and why.") { text };
        parse.SetAction(parsed => Parse(parsed.GetRequiredValue(text), Console.Out, Console.Error));
        return new Command("condition", "Looks at conditions.") { parse };
    }

    private static int Parse(string text, TextWriter output, TextWriter errors)
    {
        try
        {
            var condition = ConditionParser.Parse(text);
            JsonOutput.WriteLine(output, json => SyntaxJson.Write(json, condition));
            return 0;
        }
        catch (ConditionSyntaxException e)
        {
            errors.WriteLine($"Error: {e.Position.Line}:{e.Position.Column}: {e.Message}");
            return 1;
        }
    }
}
