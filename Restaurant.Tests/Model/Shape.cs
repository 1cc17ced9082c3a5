using System.Globalization;
using System.Text.Json;

namespace Restaurant.Tests.Model;

/// <summary>
/// A JSON object that is expected: these members in this order. A value is a text, a number (money to its last digit), true or
/// false, null, a <see cref="Learned"/>, a condition on a text, a <see cref="Shape"/>, or a list of any of these, or a set of texts.
/// </summary>
internal sealed record Shape(params (string Name, object? Value)[] Members)
{
    public Shape With(params (string Name, object? Value)[] more) => new([.. Members, .. more]);

    /// <summary>Throws when the JSON is anything else, and says where.</summary>
    public static void Match(object? expected, JsonElement actual, string at = "$")
    {
        switch (expected)
        {
            case null when actual.ValueKind == JsonValueKind.Null:
            case bool flag when actual.ValueKind is JsonValueKind.True or JsonValueKind.False && actual.GetBoolean() == flag:
            case string text when actual.ValueKind == JsonValueKind.String && actual.GetString() == text:
            case Learned learned when actual.ValueKind == JsonValueKind.String && learned.Is(actual.GetString()!):
            case Func<string, bool> holds when actual.ValueKind == JsonValueKind.String && holds(actual.GetString()!):
            case int or long or decimal when actual.GetRawText() == Raw(expected):
                return;
            case Shape shape when actual.ValueKind == JsonValueKind.Object:
                MatchMembers(shape, [.. actual.EnumerateObject()], at);
                return;
            case ISet<string> names when actual.ValueKind == JsonValueKind.Array:
                MatchElements([.. names.Order(StringComparer.Ordinal)], [.. actual.EnumerateArray().OrderBy(name => name.GetString(), StringComparer.Ordinal)], at);
                return;
            case IEnumerable<object?> list when actual.ValueKind == JsonValueKind.Array:
                MatchElements([.. list], [.. actual.EnumerateArray()], at);
                return;
            default:
                throw new DiffersException($"{at} is {actual.GetRawText()} instead of {Describe(expected)}");
        }
    }

    private static void MatchMembers(Shape shape, JsonProperty[] actual, string at)
    {
        var (names, wanted) = (actual.Select(member => member.Name).ToList(), shape.Members.Select(member => member.Name).ToList());
        if (!names.SequenceEqual(wanted))
        {
            throw new DiffersException($"{at} has the members [{string.Join(' ', names)}] instead of [{string.Join(' ', wanted)}]");
        }

        foreach (var (member, (name, value)) in actual.Zip(shape.Members))
        {
            Match(value, member.Value, $"{at}.{name}");
        }
    }

    private static void MatchElements(object?[] expected, JsonElement[] actual, string at)
    {
        if (expected.Length != actual.Length)
        {
            throw new DiffersException($"{at} has {actual.Length} elements instead of {expected.Length}: {string.Join(", ", expected.Select(Describe))}");
        }

        for (var index = 0; index < actual.Length; index++)
        {
            Match(expected[index], actual[index], $"{at}[{index}]");
        }
    }

    private static string Describe(object? expected) => expected switch
    {
        null => "null",
        string text => $"\"{text}\"",
        Learned learned => learned.Text is { } text ? $"\"{text}\"" : "something that the node makes",
        Shape shape => $"{{{string.Join(", ", shape.Members.Select(member => $"{member.Name}: {Describe(member.Value)}"))}}}",
        int or long or decimal => Raw(expected),
        _ => $"{expected}",
    };

    private static string Raw(object number) => Convert.ToString(number, CultureInfo.InvariantCulture)!;
}

/// <summary>The node has answered otherwise than the model.</summary>
internal sealed class DiffersException(string what) : Exception(what);
