using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Restaurant.Actors.Aggregates;

/// <summary>
/// The stored fingerprint that tells whether a repeated command is the same: HMAC-SHA256 under <c>Customers:IdKey</c> over the
/// command's name and its fields in declared order, each as a netstring (<c>4:text,</c>) with <c>-</c> for a missing one; the
/// first 16 bytes as lower-case hex. The form is unambiguous and depends on no serializer, so it never changes.
/// </summary>
public static class CommandHash
{
    private const int Kept = 16;
    private const int LongestLength = 10;

    // What a thread writes commands on.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _paper;

    public static string Of(DomainCommand command, ReadOnlySpan<byte> key)
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
        return Convert.ToHexStringLower(hash[..Kept]);
    }

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
}
