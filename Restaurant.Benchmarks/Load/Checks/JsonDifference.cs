using System.Text.Json.Nodes;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>Where two JSON values are not the same. Numbers are by their value, and members may stand in any order.</summary>
internal static class JsonDifference
{
    /// <summary>A sentence for each place, such as <c>items[0].price is 2.50, and ought to be 2.00</c>.</summary>
    public static IEnumerable<string> Between(JsonNode? expected, JsonNode? actual, string place = "") => (expected, actual) switch
    {
        (JsonObject wanted, JsonObject got) => wanted.Select(member => member.Key).Union(got.Select(member => member.Key))
            .SelectMany(name => Between(wanted[name], got[name], place == "" ? name : $"{place}.{name}")),
        (JsonArray wanted, JsonArray got) when wanted.Count == got.Count => wanted.Zip(got, (one, other) => (one, other))
            .SelectMany((pair, index) => Between(pair.one, pair.other, $"{place}[{index}]")),
        _ when JsonNode.DeepEquals(expected, actual) => [],
        _ => [$"{place} is {Text(actual)}, and ought to be {Text(expected)}"],
    };

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";
}
