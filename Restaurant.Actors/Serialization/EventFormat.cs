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
        json.WritePropertyName("hash");
        stored.Hash.WriteTo(json);
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

    // In one pass: most of what a node does after a restart is this.
    private static object Parse(string manifest, byte[] bytes)
    {
        var row = new Row();
        var json = new Utf8JsonReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An event is a JSON object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("data"u8))
            {
                json.Read();
                if (!Types.TryGetValue(manifest, out var type))
                {
                    var stored = JsonNode.Parse(ref json) as JsonObject ?? throw new JsonException("'data' is not an object.");
                    var (newest, lifted) = Upcasting.Lift(manifest, stored, Upcasters);
                    if (!Types.TryGetValue(newest, out type))
                    {
                        return new UnreadableEvent(manifest, bytes, $"This program knows no event '{newest}'.");
                    }

                    row.Data = (DomainEvent?)lifted.Deserialize(JsonForms.Stored.GetTypeInfo(type));
                }
                else
                {
                    row.Data = (DomainEvent?)JsonSerializer.Deserialize(ref json, JsonForms.Stored.GetTypeInfo(type));
                }
            }
            else
            {
                row.Read(ref json);
            }
        }

        // What follows behind it is a fault that the reader tells.
        json.Read();
        return row.ToEvent();
    }

    private static string ManifestOf(Type type) =>
        type.GetCustomAttributes(typeof(StoredNameAttribute), inherit: false) is [StoredNameAttribute stored]
            ? stored.Manifest
            : throw new InvalidOperationException($"{type} has no [StoredName].");

    /// <summary>The metadata of an event as far as they are read.</summary>
    private ref struct Row
    {
        private Guid? _id;
        private string? _aggregateId;
        private long? _version;
        private DateTimeOffset? _timestamp;
        private string? _commandId;
        private string? _correlationId;
        private string? _causationId;
        private Caller? _by;
        private CommandHash? _hash;

        public DomainEvent? Data { get; set; }

        /// <summary>Reads a member; one that it does not know, it passes over.</summary>
        /// <param name="json">At its name, and then at the end of its value.</param>
        public void Read(ref Utf8JsonReader json)
        {
            if (IsNext(ref json, "id"u8))
            {
                _id = json.GetGuid();
            }
            else if (IsNext(ref json, "aggregateId"u8))
            {
                _aggregateId = json.GetString();
            }
            else if (IsNext(ref json, "version"u8))
            {
                _version = json.GetInt64();
            }
            else if (IsNext(ref json, "timestamp"u8))
            {
                _timestamp = JsonForms.ReadTimestamp(ref json);
            }
            else if (IsNext(ref json, "commandId"u8))
            {
                _commandId = json.GetString();
            }
            else if (IsNext(ref json, "correlationId"u8))
            {
                _correlationId = json.GetString();
            }
            else if (IsNext(ref json, "causationId"u8))
            {
                // Mostly the command's id once more.
                _causationId = _commandId is not null && json.TokenType == JsonTokenType.String && json.ValueTextEquals(_commandId) ? _commandId : json.GetString();
            }
            else if (IsNext(ref json, "by"u8))
            {
                _by = (Caller?)JsonSerializer.Deserialize(ref json, JsonForms.Stored.GetTypeInfo(typeof(Caller)));
            }
            else if (IsNext(ref json, "hash"u8))
            {
                _hash = CommandHash.Read(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        public readonly StoredEvent ToEvent() => new(
            _id ?? throw Without("id"),
            _aggregateId ?? throw Without("aggregateId"),
            _version ?? throw Without("version"),
            _timestamp ?? throw Without("timestamp"),
            _commandId ?? throw Without("commandId"),
            _correlationId ?? throw Without("correlationId"),
            _causationId ?? throw Without("causationId"),
            _by ?? throw Without("by"),
            _hash ?? throw Without("hash"),
            Data ?? throw Without("data"));

        private static bool IsNext(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueTextEquals(name) && json.Read();

        private static JsonException Without(string member) => new($"'{member}' is missing or null.");
    }

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
