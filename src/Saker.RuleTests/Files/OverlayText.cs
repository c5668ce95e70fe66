using System.Text;
using System.Text.Json;
using Saker.Rules.Files;

namespace Saker.RuleTests.Files;

/// <summary>Writes a node back as YAML in flow style, so that rules items of a test can be loaded like a rules file.</summary>
internal static class OverlayText
{
    public static string Of(YamlNode node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, YamlNode node)
    {
        switch (node)
        {
            case YamlSequence list:
                text.Append('[');
                foreach (var item in list.Items)
                {
                    Write(text, item);
                    text.Append(", ");
                }

                text.Append(']');
                break;
            case YamlMapping mapping:
                text.Append('{');
                foreach (var (key, value) in mapping.Entries)
                {
                    Write(text, key);
                    text.Append(": ");
                    Write(text, value);
                    text.Append(", ");
                }

                text.Append('}');
                break;
            default:
                text.Append(node.IsNull ? "null" : JsonSerializer.Serialize(((YamlScalar)node).Text));
                break;
        }
    }
}
