using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Restaurant.Actors.Aggregates;

/// <summary>
/// The stored fingerprint that tells whether a repeated command is the same: HMAC-SHA256 under <c>Customers:IdKey</c> over the
/// command's name and its fields in declared order, each as a netstring (<c>4:text,</c>) with <c>-</c> for a missing one; the
/// first 16 bytes. The form is unambiguous and depends on no serializer, so it never changes. The hash is stored as lower-case hex.
/// </summary>
/// <remarks>A value, and no text: an order that lives in memory has one for each of its commands.</remarks>
/// <param name="First">The first eight bytes, the very first being the highest.</param>
/// <param name="Second">The others.</param>
[JsonConverter(typeof(JsonForm))]
public readonly record struct CommandHash(ulong First, ulong Second)
{
    private const int Kept = 16;
    private const int LongestLength = 10;

    // What a thread writes commands on.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _paper;

    public static CommandHash Of(DomainCommand command, ReadOnlySpan<byte> key)
    {
        var text = _paper ??= new ArrayBufferWriter<byte>();
        text.ResetWrittenCount();
        Append(text, DomainCommand.NameOf(command.GetType()));
        foreach (var field in command.Fields())
        {
            Append(text, field);
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text.WrittenSpan, hash);
        // It may be personal.
        text.Clear();
        return Of(hash[..Kept]);
    }

    /// <summary>Reads the stored form, a JSON text.</summary>
    /// <exception cref="JsonException">It is another one.</exception>
    public static CommandHash Read(ref Utf8JsonReader json)
    {
        Span<byte> bytes = stackalloc byte[Kept];
        return json is { TokenType: JsonTokenType.String, HasValueSequence: false, ValueSpan.Length: 2 * Kept }
            && Convert.FromHexString(json.ValueSpan, bytes, out _, out _) == OperationStatus.Done
            ? Of(bytes)
            : throw new JsonException($"A hash is a text of {2 * Kept} hexadecimal digits.");
    }

    /// <summary>Writes the stored form.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        Span<byte> bytes = stackalloc byte[Kept];
        Span<byte> hex = stackalloc byte[2 * Kept];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, First);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(Kept / 2)..], Second);
        Convert.TryToHexStringLower(bytes, hex, out _);
        json.WriteStringValue(hex);
    }

    /// <summary>As it is stored.</summary>
    public override string ToString() => $"{First:x16}{Second:x16}";

    private static CommandHash Of(ReadOnlySpan<byte> kept) => new(BinaryPrimitives.ReadUInt64BigEndian(kept), BinaryPrimitives.ReadUInt64BigEndian(kept[(Kept / 2)..]));

    private static void Append(ArrayBufferWriter<byte> text, string? field)
    {
        if (field is null)
        {
            text.Write("-"u8);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(field);
        Utf8Formatter.TryFormat(length, text.GetSpan(LongestLength), out var digits);
        text.Advance(digits);
        text.Write(":"u8);
        text.Advance(Encoding.UTF8.GetBytes(field, text.GetSpan(length)));
        text.Write(","u8);
    }

    internal sealed class JsonForm : JsonConverter<CommandHash>
    {
        public override CommandHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => CommandHash.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, CommandHash value, JsonSerializerOptions options) => value.WriteTo(writer);
    }
}
