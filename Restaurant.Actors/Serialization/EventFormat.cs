using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Serialization;

/// <summary>
/// The storage contract: how an event stands in the journal. The manifest is the event's stored name; the bytes are a JSON object
/// with the metadata and, under <c>data</c>, the event. What is stored once must be readable for ever.
/// </summary>
public static class EventFormat
{
    private static readonly FrozenDictionary<Type, string> Manifests =
        Catalog.All.SelectMany(aggregate => aggregate.Events).ToFrozenDictionary(type => type, ManifestOf);

    private static readonly FrozenDictionary<string, Type> Types =
        Manifests.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly FrozenDictionary<string, Upcaster> Upcasters =
        Catalog.All.SelectMany(aggregate => aggregate.Upcasters).ToFrozenDictionary();

    // What a thread writes events on; one for each event would be a sixth of what a command allocates.
    [ThreadStatic]
    private static Paper? _paper;

    /// <summary>The manifests that this program writes.</summary>
    public static IReadOnlyCollection<string> Written => Types.Keys;

    public static string Manifest(DomainEvent data) => Manifests[data.GetType()];

    /// <summary>The event's stored name without its version, such as <c>orderPlaced</c>.</summary>
    public static string NameOf(DomainEvent data) => Manifest(data).Split(':')[0];

    public static byte[] Write(StoredEvent stored)
    {
        var (bytes, json) = _paper ??= Paper.New();
        bytes.Clear();
        json.Reset();
        json.WriteStartObject();
        json.WriteString("id", stored.Id);
        json.WriteString("aggregateId", stored.AggregateId);
        json.WriteNumber("version", stored.Version);
        json.WriteString("timestamp", Timestamps.Format(stored.Timestamp));
        json.WriteString("commandId", stored.CommandId);
        json.WriteString("correlationId", stored.CorrelationId);
        json.WriteString("causationId", stored.CausationId);
        json.WritePropertyName("by");
        JsonSerializer.Serialize(json, stored.By, JsonForms.Stored.GetTypeInfo(typeof(Caller)));
        json.WriteString("hash", stored.Hash);
        json.WritePropertyName("data");
        JsonSerializer.Serialize(json, stored.Data, JsonForms.Stored.GetTypeInfo(stored.Data.GetType()));
        json.WriteEndObject();
        json.Flush();
        var written = bytes.WrittenSpan.ToArray();
        // It may be personal.
        bytes.Clear();
        return written;
    }

    /// <summary>A <see cref="StoredEvent"/>, or an <see cref="UnreadableEvent"/>: reading never throws, so that a stream goes on.</summary>
    public static object Read(string manifest, byte[] bytes)
    {
        try
        {
            return Parse(manifest, bytes);
        }
        catch (Exception damaged)
        {
            return new UnreadableEvent(manifest, bytes, damaged.Message);
        }
    }

    private static object Parse(string manifest, byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var row = document.RootElement;
        var data = row.GetProperty("data");
        if (!Types.TryGetValue(manifest, out var type))
        {
            var stored = JsonObject.Create(data) ?? throw new JsonException("'data' is not an object.");
            var (newest, lifted) = Upcasting.Lift(manifest, stored, Upcasters);
            if (!Types.TryGetValue(newest, out type))
            {
                return new UnreadableEvent(manifest, bytes, $"This program knows no event '{newest}'.");
            }

            data = JsonSerializer.SerializeToElement(lifted, JsonForms.Stored.GetTypeInfo(typeof(JsonObject)));
        }

        return new StoredEvent(
            row.GetProperty("id").GetGuid(),
            Text(row, "aggregateId"),
            row.GetProperty("version").GetInt64(),
            Timestamps.Parse(Text(row, "timestamp")),
            Text(row, "commandId"),
            Text(row, "correlationId"),
            Text(row, "causationId"),
            (Caller)(row.GetProperty("by").Deserialize(JsonForms.Stored.GetTypeInfo(typeof(Caller))) ?? throw new JsonException("'by' is null.")),
            Text(row, "hash"),
            (DomainEvent)(data.Deserialize(JsonForms.Stored.GetTypeInfo(type)) ?? throw new JsonException("'data' is null.")));
    }

    private static string Text(JsonElement row, string member) =>
        row.GetProperty(member).GetString() ?? throw new JsonException($"'{member}' is null.");

    private static string ManifestOf(Type type) =>
        type.GetCustomAttributes(typeof(StoredNameAttribute), inherit: false) is [StoredNameAttribute stored]
            ? stored.Manifest
            : throw new InvalidOperationException($"{type} has no [StoredName].");

    private sealed record Paper(ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)
    {
        private const int UsualLength = 1024;

        public static Paper New()
        {
            var bytes = new ArrayBufferWriter<byte>(UsualLength);
            return new Paper(bytes, new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JsonForms.Stored.Encoder }));
        }
    }
}
