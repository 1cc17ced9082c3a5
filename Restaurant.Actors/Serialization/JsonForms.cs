using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Serialization;

/// <summary>The two JSON forms of the catalog's states, commands and events; they differ in personal texts alone.</summary>
public static class JsonForms
{
    /// <summary>As it is stored and sent between nodes: a personal text is <c>{"personal": "text"}</c>, which can be sealed.</summary>
    public static readonly JsonSerializerOptions Stored = Form(new StoredPersonalConverter());

    /// <summary>As callers see it: a personal text is plain text, or null once it can no longer be read.</summary>
    public static readonly JsonSerializerOptions Plain = Form(new PlainPersonalConverter());

    /// <summary>The data of an event as callers see it.</summary>
    public static JsonObject PlainData(DomainEvent data) =>
        JsonSerializer.SerializeToNode(data, Plain.GetTypeInfo(data.GetType()))!.AsObject();

    /// <summary>Reads a time that is written by <see cref="Timestamps.Format"/>.</summary>
    /// <exception cref="FormatException">It is in another form.</exception>
    /// <exception cref="JsonException">It is no text.</exception>
    public static DateTimeOffset ReadTimestamp(ref Utf8JsonReader json) =>
        // Of this length and with this end, what the reader takes for a time has that form.
        json is { TokenType: JsonTokenType.String, HasValueSequence: false, ValueIsEscaped: false, ValueSpan: { Length: Timestamps.Length } text } && text[^1] == 'Z' && json.TryGetDateTimeOffset(out var time)
            ? time
            : Timestamps.Parse(json.GetString() ?? throw new JsonException("A time is a text."));

    private static JsonSerializerOptions Form(JsonConverter personal)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            // The journal is read by people: texts keep their letters. Nothing here is ever put into HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            // A stored object that lacks a member is damaged, and must not be read as one with a default.
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([WireJson.Default, .. Catalog.All.Select(aggregate => aggregate.Json)]),
            Converters = { personal, new TimestampConverter() },
        };
        options.MakeReadOnly();
        return options;
    }

    private sealed class StoredPersonalConverter : JsonConverter<Personal>
    {
        public override Personal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var sealedText = JsonDocument.ParseValue(ref reader);
            return sealedText.RootElement.ValueKind == JsonValueKind.Object && sealedText.RootElement.TryGetProperty("personal", out var text)
                ? new Personal(text.GetString())
                : throw new JsonException("A personal text is an object with the member 'personal'.");
        }

        public override void Write(Utf8JsonWriter writer, Personal value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("personal", value.Text);
            writer.WriteEndObject();
        }
    }

    private sealed class PlainPersonalConverter : JsonConverter<Personal>
    {
        public override Personal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString());

        public override void Write(Utf8JsonWriter writer, Personal value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }

    private sealed class TimestampConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadTimestamp(ref reader);

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Timestamps.Format(value));
    }
}
