using System.Buffers;
using System.Globalization;
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
    public static string Of(DomainCommand command, ReadOnlySpan<byte> key)
    {
        var text = new ArrayBufferWriter<byte>();
        Append(text, DomainCommand.NameOf(command.GetType()));
        foreach (var field in command.Fields())
        {
            Append(text, field);
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, text.WrittenSpan).AsSpan(0, 16));
    }

    private static void Append(ArrayBufferWriter<byte> text, string? field)
    {
        if (field is null)
        {
            text.Write("-"u8);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(field);
        text.Write(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
        text.Write(bytes);
        text.Write(","u8);
    }
}
