using System.Globalization;
using System.Text.Json.Nodes;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Serialization;

/// <summary>Lifts the data of an event that was stored by an older version, JSON to JSON, one version at a time.</summary>
public static class Upcasting
{
    /// <summary>The manifest and data after the last step that there is.</summary>
    /// <param name="upcasters">By the manifest that they lift from: that of <c>orderPlaced:1</c> makes <c>orderPlaced:2</c>.</param>
    public static (string Manifest, JsonObject Data) Lift(string manifest, JsonObject data, IReadOnlyDictionary<string, Upcaster> upcasters)
    {
        while (upcasters.TryGetValue(manifest, out var upcaster))
        {
            data = upcaster(data);
            manifest = Next(manifest);
        }

        return (manifest, data);
    }

    private static string Next(string manifest)
    {
        var colon = manifest.LastIndexOf(':');
        var version = int.Parse(manifest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return $"{manifest[..colon]}:{version + 1}";
    }
}
