using System.Text;
using System.Text.Json;

namespace Restaurant.Tests.Fuzz;

/// <summary>Makes something else of a body that would be right.</summary>
internal static class Mutations
{
    /// <summary>JSON values that break readers.</summary>
    private static readonly string[] Odd =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "1.5", "1e1", "1e400", "-1e400", "1e-400", "1E+2", "9223372036854775807", "9223372036854775808", "79228162514264337593543950336",
        "0.1e-99999999999999999999", "10.005", "99999.99", "2147483648", new string('9', 5_000), "NaN", "Infinity", "01", "+1", ".5", "1.", "0x10", "1_000",
        "\"\"", "\" \"", "\"x\"", "\"10,00\"", "\"10.00\"", "\"NaN\"", "\"2026-11-25T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"2026-02-30T00:00:00Z\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\ufeff\"", "\"\\u202e\"", "\"a\\nb\"", "\"\\u0085\"", "\"\U0001F355\"", "\"e\u0301\"", "\"'; drop table journal; --\"",
        "\"<script>\"", "\"../../etc/passwd\"", "\"%00\"", "\"${7*7}\"", "\"{0}\"", "\"{Version}\"", "\"\\x\"", "\"\\u12\"", "\"unended",
        "[]", "[1]", "[[]]", "{}", "{\"personal\":\"x\"}", "{\"$type\":\"System.String\"}", "{\"a\":{\"b\":{\"c\":1}}}",
        "\"" + new string('x', 300) + "\"", "\"" + new string('x', 5_000) + "\"", "\"" + string.Concat(Enumerable.Repeat("\U0001F355", 501)) + "\"",
    ];

    private static readonly string[] Names =
        ["id", "Id", "price", "PRICE", "", " ", "__proto__", "$type", "type", "payload", "aggregateId", "commandId", "expectedVersion", "\\u0070rice", "\\ud800", "status", "version", "total"];

    /// <param name="right">A JSON object.</param>
    public static byte[] Of(string right, Random random) => random.Next(16) switch
    {
        < 9 => Utf8(Written(Changed(JsonSerializer.Deserialize<JsonElement>(right), random))),
        9 => Utf8(right)[..random.Next(right.Length)],
        10 => Flipped(Utf8(right), random),
        11 => [.. Utf8(right), .. Utf8(random.Next(2) == 0 ? right : Any(Odd, random))],
        12 => Inserted(Utf8(right), Any<byte[]>([[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xFF], [0xE2, 0x82], [0], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80]], random), random),
        13 => Utf8(Deep(random.Next(2, 2_000), random)),
        14 => Utf8(right.PadRight(random.Next(65_000, 67_000))),
        _ => Noise(random.Next(200), random),
    };

    public static byte[] Noise(int length, Random random)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    public static T Any<T>(IReadOnlyList<T> all, Random random) => all[random.Next(all.Count)];

    // As names and raw values, so that it can say what no writer of JSON would.
    private static List<(string Name, string Json)> Changed(JsonElement right, Random random)
    {
        var members = right.EnumerateObject().Select(member => (member.Name, Json: member.Value.GetRawText())).ToList();
        var at = members.Count == 0 ? -1 : random.Next(members.Count);
        switch (random.Next(at < 0 ? 3 : 8))
        {
            case 0:
                members.Add((Any(Names, random), Any(Odd, random)));
                break;
            case 1:
                members.Insert(0, (Any(Names, random), Any(Odd, random)));
                break;
            case 2:
                members.AddRange(Enumerable.Range(0, random.Next(1, 300)).Select(number => ($"m{number}", "1")));
                break;
            case 3:
                members.RemoveAt(at);
                break;
            case 4:
                members.Add(members[at]);
                break;
            case 5 when members[at].Json.StartsWith('{'):
                members[at] = (members[at].Name, Written(Changed(right.GetProperty(members[at].Name), random)));
                break;
            case 6:
                members[at] = (members[at].Name, Deep(random.Next(1, 20), random));
                break;
            default:
                members[at] = (members[at].Name, Any(Odd, random));
                break;
        }

        return members;
    }

    private static string Written(IEnumerable<(string Name, string Json)> members) => $"{{{string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Json}"))}}}";

    private static string Deep(int levels, Random random) => random.Next(2) == 0
        ? new string('[', levels) + new string(']', levels)
        : string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static byte[] Inserted(byte[] bytes, byte[] more, Random random)
    {
        var at = random.Next(bytes.Length);
        return [.. bytes[..at], .. more, .. bytes[at..]];
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
