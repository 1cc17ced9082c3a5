using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Restaurant.Actors.Aggregates;

/// <summary>The forms of ids: what a request may name, and how ids are derived.</summary>
public static partial class Identifiers
{
    private const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-");

    /// <summary>
    /// The one form in which an id is compared, or null when the text cannot be an id: 1 to 64 characters out of
    /// <c>0-9A-Za-z_-</c>. A UUID in its 36-character form is lower-cased; anything else counts to the letter.
    /// </summary>
    public static string? Normalize(string text) =>
        text is not { Length: > 0 and <= 64 } || text.AsSpan().ContainsAnyExcept(Allowed) ? null
        : text.AsSpan().ContainsAnyInRange('A', 'F') && Uuid().IsMatch(text) ? text.ToLowerInvariant()
        : text;

    /// <summary>The form in which an id that a command names is compared; a text that cannot be an id stays as it is, and names nothing.</summary>
    public static string NormalForm(string text) => Normalize(text) ?? text;

    /// <summary>
    /// The id of an aggregate that is begun under an idempotency key, so that a repeat finds the first one: the first 16 bytes of
    /// SHA-256 over <c>aggregate LF key LF subject</c> as a UUID of version 8.
    /// </summary>
    public static string FromKey(string aggregate, string key, string? subject) =>
        Version8(SHA256.HashData(Encoding.UTF8.GetBytes($"{aggregate}\n{key}\n{subject}")));

    /// <summary>The first 16 bytes of a hash as a UUID of version 8.</summary>
    public static string Version8(ReadOnlySpan<byte> hash)
    {
        Span<byte> uuid = stackalloc byte[16];
        hash[..16].CopyTo(uuid);
        uuid[6] = (byte)(0x80 | (uuid[6] & 0x0F));
        uuid[8] = (byte)(0x80 | (uuid[8] & 0x3F));
        return new Guid(uuid, bigEndian: true).ToString();
    }

    /// <summary>Six Crockford base-32 characters for people, from the last 30 bits of a UUID, which are random in every version that is used here.</summary>
    public static string NumberOf(string uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.Parse(uuid).TryWriteBytes(bytes, bigEndian: true, out _);
        var bits = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        return string.Create(6, bits, static (number, rest) =>
        {
            for (var place = number.Length - 1; place >= 0; place--, rest >>= 5)
            {
                number[place] = Crockford[(int)(rest & 31)];
            }
        });
    }

    // \z and not $, which also matches before a line feed at the end. Guid.TryParseExact would also take parts such as 0x3456, and so make two ids one.
    [GeneratedRegex(@"\A[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\z")]
    private static partial Regex Uuid();
}
