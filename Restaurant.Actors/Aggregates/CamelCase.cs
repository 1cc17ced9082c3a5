using System.Text.Json;
using System.Text.Json.Serialization;

namespace Restaurant.Actors.Aggregates;

/// <summary>Enumerations are lower camel case everywhere outside of the code (<c>outForDelivery</c>), and never numbers.</summary>
public sealed class CamelCaseConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;

/// <summary>The names of enumeration values outside of the code.</summary>
public static class CamelCase
{
    public static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>Reads a name to the letter: no other case, no numbers.</summary>
    public static bool TryParse<TEnum>(string name, out TEnum value)
        where TEnum : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<TEnum>())
        {
            if (Name(candidate) == name)
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }
}
