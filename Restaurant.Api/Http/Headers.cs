using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Restaurant.Actors.Aggregates;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Http;

/// <summary>
/// The contract's request headers, asked for one by one. The first one with a value that is not allowed is kept as
/// <see cref="Problem"/>, which is looked at once after all were asked for.
/// </summary>
internal sealed class Headers(IHeaderDictionary headers)
{
    public const string CorrelationId = "Correlation-Id";
    public const string IdempotencyKey = "Idempotency-Key";
    public const string IdempotencyReplayed = "Idempotency-Replayed";
    public const string ConsistencyToken = "Consistency-Token";
    public const string LastEventId = "Last-Event-ID";
    public const string Prefer = "Prefer";
    public const string Role = "Restaurant-Role";
    public const string Subject = "Restaurant-Subject";

    private const int LongestToken = 128;
    private const int MostConsistencyTokens = 100;
    private const int MostPatience = 10;

    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(2);

    public Problem? Problem { get; private set; }

    /// <summary>Who asks. As long as nobody has to prove it, that is staff unless the caller says otherwise.</summary>
    public Caller Caller()
    {
        var role = Single(Role);
        var kind = CallerKind.Staff;
        if (role is not null && !(CamelCase.TryParse(role, out kind) && kind != CallerKind.System))
        {
            Refuse($"The header {Role} is customer, staff or manager.");
        }

        return new Caller(kind, Token(Subject));
    }

    /// <summary>A text out of visible ASCII characters, or null when there is none.</summary>
    public string? Token(string name)
    {
        var token = Single(name);
        return token is null || IsToken(token) ? token : Refuse($"The header {name} {TokenForm}.");
    }

    /// <summary>The versions that the caller asks for, or null when any will do.</summary>
    public VersionCondition? IfMatch()
    {
        var given = headers.IfMatch;
        if (given.Count == 0)
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(given!, out var tags) || tags.Count == 0 || (tags.Count > 1 && tags.Contains(EntityTagHeaderValue.Any)))
        {
            Refuse("The header If-Match is one or several quoted versions, or *.");
            return null;
        }

        return new VersionCondition(
            Any: tags.Contains(EntityTagHeaderValue.Any),
            [.. tags.Where(tag => !tag.IsWeak).Select(tag => VersionOf(tag.Tag)).OfType<long>()]);
    }

    /// <summary>What the read tables must have reached before they are read.</summary>
    public IReadOnlyList<ConsistencyToken> ConsistencyTokens()
    {
        var tokens = new List<ConsistencyToken>();
        foreach (var text in headers[ConsistencyToken].SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!Projections.Runtime.ConsistencyToken.TryParse(text, out var token))
            {
                Refuse($"The header {ConsistencyToken} is one or several tokens of earlier answers, comma separated.");
                return [];
            }

            tokens.Add(token);
        }

        if (tokens.Count > MostConsistencyTokens)
        {
            // Each of them is looked up.
            Refuse($"The header {ConsistencyToken} has at most {MostConsistencyTokens} tokens.");
            return [];
        }

        return [.. tokens.Distinct()];
    }

    /// <summary>How long the caller wants to wait for them. Other preferences are not ours, and are ignored.</summary>
    public TimeSpan Patience()
    {
        var waits = headers[Prefer]
            .SelectMany(line => (line ?? "").Split(',', ';'))
            .Select(preference => preference.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(preference => preference[0].Equals("wait", StringComparison.OrdinalIgnoreCase))
            .Select(preference => preference.ElementAtOrDefault(1))
            .ToList();
        if (waits.Count == 0)
        {
            return UsualPatience;
        }

        if (waits.Count == 1 && int.TryParse(waits[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostPatience)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        Refuse($"The preference wait is 0 to {MostPatience} seconds.");
        return UsualPatience;
    }

    /// <summary>The position of the last event that the reader of a stream has got, or null when it begins.</summary>
    public long? LastPosition() =>
        Single(LastEventId) is not { } text ? null
        : Query.TryReadPosition(text, out var position) ? position
        : RefusePosition();

    /// <summary>Whether a text can be an idempotency key, a correlation id or a subject.</summary>
    public static bool IsToken(string text) => text.Length is > 0 and <= LongestToken && text.All(c => c is > ' ' and <= '~');

    public static readonly string TokenForm = $"has 1 to {LongestToken} visible ASCII characters";

    public static string ETagOf(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private string? Single(string name)
    {
        StringValues values = headers[name];
        return values.Count > 1 ? Refuse($"The header {name} is given more than once.") : values.Count == 1 ? values[0] ?? "" : null;
    }

    // Only what is written exactly as we write it names a version.
    private static long? VersionOf(StringSegment tag) =>
        long.TryParse(HeaderUtilities.RemoveQuotes(tag), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && ETagOf(version) == tag
            ? version
            : null;

    private long? RefusePosition()
    {
        Refuse($"The header {LastEventId} {Query.PositionForm}.");
        return null;
    }

    private string? Refuse(string detail)
    {
        Problem ??= Problem.ParameterInvalid(detail);
        return null;
    }
}
