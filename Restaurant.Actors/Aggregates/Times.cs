using System.Globalization;
using System.Text.RegularExpressions;

namespace Restaurant.Actors.Aggregates;

/// <summary>Times as a request may write them: ISO 8601 in any offset, but with one.</summary>
public static partial class Times
{
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        return Iso().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    // The framework's parser would also take a time without an offset, or one in words.
    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Iso();
}
