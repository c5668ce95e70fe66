namespace Saker.Cli.Listing;

/// <summary>Formats of <c>--list</c> and <c>--list-events</c>.</summary>
internal enum ListFormat
{
    Text,
    Markdown,
    Json,
}
