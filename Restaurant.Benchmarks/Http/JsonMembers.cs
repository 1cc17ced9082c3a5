using System.Text.Json.Nodes;

namespace Restaurant.Benchmarks.Http;

/// <summary>Members that the contract has. One that is missing, or of another type, is a <see cref="RequestFailedException"/> that names it.</summary>
internal static class JsonMembers
{
    public static string Text(this JsonObject json, string member) => json.Value<string>(member, "text");

    public static long Whole(this JsonObject json, string member) => json.Value<long>(member, "whole number");

    public static decimal Money(this JsonObject json, string member) => json.Value<decimal>(member, "number");

    public static DateTimeOffset Time(this JsonObject json, string member) => json.Value<DateTimeOffset>(member, "time");

    public static JsonObject Object(this JsonObject json, string member) => json[member] as JsonObject ?? throw Without(json, member, "object");

    public static IReadOnlyList<JsonObject> List(this JsonObject json, string member) => json[member] is JsonArray list ? [.. list.OfType<JsonObject>()] : throw Without(json, member, "list");

    private static T Value<T>(this JsonObject json, string member, string type) => json[member] is JsonValue value && value.TryGetValue(out T? it) ? it : throw Without(json, member, type);

    private static RequestFailedException Without(JsonObject json, string member, string type) =>
        new("not understood", $"There is no {type} '{member}' in {json.ToJsonString()}", inDoubt: true);
}
