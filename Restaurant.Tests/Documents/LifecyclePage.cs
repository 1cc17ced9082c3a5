using System.Text;
using System.Text.RegularExpressions;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Tests.Domain;

namespace Restaurant.Tests.Documents;

/// <summary>The parts of <c>docs/orders.md</c> that are made from <see cref="OrderLifecycle.Table"/>: they stand between two comments.</summary>
internal static partial class LifecyclePage
{
    public static readonly string Path = System.IO.Path.Combine(Repository.Root, "docs", "orders.md");

    /// <summary>The page with its made parts as they should be.</summary>
    public static string Renewed(string page) => Put(Put(page, "picture", Picture()), "table", Table());

    private static string Picture()
    {
        var picture = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        foreach (var arrow in OrderLifecycle.Table.GroupBy(row => (row.From, row.To)))
        {
            picture.Append($"    {NameOf(arrow.Key.From, "[*]")} --> {NameOf(arrow.Key.To)}: {string.Join("<br>", arrow.Select(row => DomainCommand.NameOf(row.Command)))}\n");
        }

        foreach (var status in Enum.GetValues<OrderStatus>().Where(OrderLifecycle.IsFinal))
        {
            picture.Append($"    {NameOf(status)} --> [*]\n");
        }

        return picture.Append("```\n").ToString();
    }

    private static string Table()
    {
        var table = new StringBuilder("| from | command | who | guards | event | to |\n|---|---|---|---|---|---|\n");
        foreach (var row in OrderLifecycle.Table)
        {
            table.Append($"| {NameOf(row.From, "-")} | `{DomainCommand.NameOf(row.Command)}` | {WhoOf(row.By)} | {GuardsOf(row)} | `{NameOf(row.Event)}` | {NameOf(row.To)} |\n");
        }

        return table.ToString();
    }

    private static string Put(string page, string name, string part) =>
        Regex.Replace(page, $"(?<=<!-- {name} -->\n).*?(?=<!-- end -->)", part.Replace("$", "$$", StringComparison.Ordinal), RegexOptions.Singleline);

    private static string NameOf(OrderStatus? status, string none = "") => status is { } known ? CamelCase.Name(known) : none;

    private static string NameOf(Type happened) => ClosedHierarchyTests.StoredNameOf(happened).Split(':')[0];

    // Managers are staff as well.
    private static string WhoOf(CallerKind by) =>
        string.Join(", ", Enum.GetValues<CallerKind>().Where(kind => by.HasFlag(kind) && kind != CallerKind.Manager).Select(CamelCase.Name));

    private static string GuardsOf(Transition row) => string.Join(", ",
    [
        .. row.Deadline is { } deadline ? [$"not before: {Words(deadline.Name)}"] : Array.Empty<string>(),
        .. row.Guards.Select(guard => guard.NeedsFacts ? $"*{Words(guard.Name)}*" : Words(guard.Name)),
    ]);

    // ItemIsOnTheMenu is "item is on the menu".
    private static string Words(string name) => Capital().Replace(name, " $0").Trim().ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
