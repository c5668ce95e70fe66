using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Saker.Bench;

/// <summary>Draws the slowdowns of a table: for each load a bar for the empty program and one for the sensor.</summary>
internal static partial class Chart
{
    private const int Width = 720;
    private const int Labels = 300;
    private const int Row = 46;
    private const int Bar = 14;
    private const int Margin = 36;

    /// <summary>Draws the first table of a page of results.</summary>
    /// <param name="page">The page: tables whose columns are load, alone, empty program, sensor.</param>
    /// <param name="output">Where the picture goes, as SVG.</param>
    public static void Draw(string page, TextWriter output)
    {
        var rows = File.ReadLines(page).SkipWhile(l => !l.StartsWith('|')).TakeWhile(l => l.StartsWith('|')).Skip(2)
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..]).ToArray();
        double[][] slowdowns = [.. rows.Select(r => (double[])[Slowdown(r[2], r[1]), Slowdown(r[3], r[1])])];
        double most = Math.Max(1.1, slowdowns.Max(s => s.Max()));
        double scale = (Width - Labels - 70) / most;
        int height = Margin + (rows.Length * Row);
        output.WriteLine($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"13\">");
        output.WriteLine($"<rect width=\"{Width}\" height=\"{height}\" fill=\"white\"/>");
        Key(output, Labels, "#9aa5b1", "under an empty program");
        Key(output, Labels + 190, "#c8553d", "under the sensor");
        for (int i = 0; i < rows.Length; i++)
        {
            int top = Margin + (i * Row);
            output.WriteLine($"<text x=\"{Labels - 10}\" y=\"{top + 18}\" text-anchor=\"end\">{WebUtility.HtmlEncode(rows[i][0])}</text>");
            Draw(output, top, slowdowns[i][0], scale, "#9aa5b1");
            Draw(output, top + Bar + 2, slowdowns[i][1], scale, "#c8553d");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"<line x1=\"{Labels + scale:F1}\" y1=\"{Margin - 4}\" x2=\"{Labels + scale:F1}\" y2=\"{height}\" stroke=\"#333\" stroke-dasharray=\"3 3\"/>"));
        output.WriteLine("</svg>");
    }

    private static void Key(TextWriter output, int x, string color, string text)
    {
        output.WriteLine($"<rect x=\"{x}\" y=\"8\" width=\"{Bar}\" height=\"{Bar}\" fill=\"{color}\"/>");
        output.WriteLine($"<text x=\"{x + Bar + 6}\" y=\"20\">{text}</text>");
    }

    private static void Draw(TextWriter output, int top, double slowdown, double scale, string color) => output.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"<rect x=\"{Labels}\" y=\"{top}\" width=\"{slowdown * scale:F1}\" height=\"{Bar}\" fill=\"{color}\"/><text x=\"{Labels + (slowdown * scale) + 6:F1}\" y=\"{top + 11}\" font-size=\"11\">{slowdown:F2}x</text>"));

    /// <summary>Cells are either factors (1.02x) or what is added (+97) to what the load takes alone.</summary>
    private static double Slowdown(string cell, string alone)
    {
        double number = double.Parse(LeadingNumber().Match(cell).Value, CultureInfo.InvariantCulture);
        return cell.StartsWith('+') ? 1 + (number / double.Parse(alone, CultureInfo.InvariantCulture)) : number;
    }

    [GeneratedRegex("[+-]?[0-9.]+")]
    private static partial Regex LeadingNumber();
}
