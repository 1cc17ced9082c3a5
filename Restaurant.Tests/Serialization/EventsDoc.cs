using System.Text.RegularExpressions;
using Restaurant.Tests.Documents;

namespace Restaurant.Tests.Serialization;

/// <summary>The page <c>docs/events.md</c>, taken apart: what stands below its third-level headings.</summary>
public sealed partial class EventsDoc
{
    private readonly Dictionary<string, DocSection> _sections;

    private EventsDoc(string text) => _sections = SectionsOf(text).ToDictionary(section => section.Heading);

    /// <summary>The headings that are the stored name of an event.</summary>
    public IEnumerable<string> Manifests => _sections.Keys.Where(heading => heading.Contains(':'));

    public DocSection Section(string heading) => _sections[heading];

    public static EventsDoc Read() => new(File.ReadAllText(Path.Combine(Repository.Root, "docs", "events.md")));

    private static IEnumerable<DocSection> SectionsOf(string text) =>
        from part in Heading().Split(text).Skip(1)
        where part.StartsWith("### ", StringComparison.Ordinal)
        let heading = part[4..part.IndexOf('\n', StringComparison.Ordinal)].Trim('`')
        select new DocSection(
            heading,
            [.. Member().Matches(part).Select(row => (row.Groups["name"].Value, row.Groups["type"].Value))],
            Example().Match(part).Groups["json"].Value);

    [GeneratedRegex("^(?=##+ )", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<type>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex("^```json\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}

/// <param name="Members">The rows of the section's table: name and type as they are written.</param>
/// <param name="Example">The JSON of the section, or an empty text.</param>
public sealed record DocSection(string Heading, IReadOnlyList<(string Name, string Type)> Members, string Example);
