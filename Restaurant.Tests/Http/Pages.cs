using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>Lists as a caller reads them: page by page, along the links.</summary>
internal static partial class Pages
{
    /// <summary>The entries of all pages, each of which is full but for the last.</summary>
    /// <param name="token">The <c>Consistency-Token</c> of the last write that must be seen.</param>
    public static async Task<IReadOnlyList<JsonObject>> ReadAllAsync(this RestaurantNode node, string list, int limit, string token)
    {
        var all = new List<JsonObject>();
        for (var path = $"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}"; path is not null;)
        {
            // As long as may be asked for: how fast the read tables follow is measured elsewhere.
            using var page = await node.SendAsync("GET", path, null, ("Consistency-Token", token), ("Prefer", "wait=10"));
            Assert.True(page.IsSuccessStatusCode, await page.Content.ReadAsStringAsync());
            var entries = (await page.Content.ReadFromJsonAsync<JsonArray>())!.Select(entry => entry!.AsObject()).ToList();
            path = page.Headers.TryGetValues("Link", out var links) ? Next().Match(links.Single()).Groups[1].Value : null;
            Assert.True(path is null || entries.Count == limit);
            all.AddRange(entries);
        }

        return all;
    }

    [GeneratedRegex("<(.*)>; rel=\"next\"")]
    private static partial Regex Next();
}
