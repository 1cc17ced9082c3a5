using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Api.Http;

/// <summary>
/// The parameters of a list, asked for one by one; those that nobody asks for are ignored. The first one with a value that is not
/// allowed is kept as <see cref="Problem"/>, which is looked at once after all were asked for.
/// </summary>
internal sealed partial class Query(IQueryCollection query)
{
    private const int UsualLimit = 50;
    private const int MostLimit = 200;
    private const string TimeForm = "a time with an offset, such as 2026-11-25T18:00:00Z (a + is written %2B)";

    private readonly List<Asked> _asked = [];

    public Problem? Problem { get; private set; }

    /// <summary>What was asked for, in this order.</summary>
    public IReadOnlyList<Asked> Asked => _asked;

    /// <summary>A text, or null when it is missing or empty after trimming.</summary>
    public string? Text(string name) => Single(name, new ValueForm.Text())?.Trim() is { Length: > 0 } text ? text : null;

    public string? Id(string name) =>
        Single(name, new ValueForm.Id()) is not { } text ? null : Identifiers.Normalize(text) ?? Refuse<string>(name, "is an id");

    /// <summary>An order's number, in capitals or not.</summary>
    public string? Number(string name) =>
        Single(name, new ValueForm.OrderNumber()) is not { } text ? null
        : OrderNumber().IsMatch(text) ? text.ToUpperInvariant()
        : Refuse<string>(name, "is an order's number of six characters");

    public bool? Flag(string name) => Single(name, new ValueForm.Flag()) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => Refuse<bool?>(name, "is true or false"),
    };

    /// <summary>A time in any offset, which must be there.</summary>
    public DateTimeOffset? Time(string name) =>
        Single(name, new ValueForm.Time()) is not { } text ? null
        : Times.TryParse(text, out var time) ? time
        : Refuse<DateTimeOffset?>(name, $"is {TimeForm}");

    /// <summary>A version or a time. A number that is too large for a version lies beyond all of them.</summary>
    public AsOf? AsOf(string name) =>
        Single(name, new ValueForm.PointInHistory()) is not { } text ? null
        : WholeNumber().IsMatch(text) ? new AsOf.Version(long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version) ? version : long.MaxValue)
        : Times.TryParse(text, out var time) ? new AsOf.Time(time)
        : Refuse<AsOf>(name, $"is a version or {TimeForm}");

    /// <summary>Names of a set, none, one or several of them.</summary>
    public IReadOnlyList<TEnum> Names<TEnum>(string name)
        where TEnum : struct, Enum
    {
        _asked.Add(new Asked(name, new ValueForm.AnyOf(NamesOf<TEnum>())));
        var names = new List<TEnum>();
        foreach (var text in query[name])
        {
            if (!CamelCase.TryParse<TEnum>(text ?? "", out var value))
            {
                return Refuse<IReadOnlyList<TEnum>>(name, $"is one of {string.Join(", ", NamesOf<TEnum>())}") ?? [];
            }

            names.Add(value);
        }

        return names;
    }

    /// <summary>What a list is sorted by; a leading <c>-</c> turns it round.</summary>
    public (TEnum By, bool Descending) Sort<TEnum>(string name, TEnum otherwise)
        where TEnum : struct, Enum =>
        Single(name, new ValueForm.OneOf([.. NamesOf<TEnum>().SelectMany(by => new[] { by, $"-{by}" })])) is not { } text ? (otherwise, false)
        : CamelCase.TryParse<TEnum>(text.StartsWith('-') ? text[1..] : text, out var by) ? (by, text.StartsWith('-'))
        : Refuse<(TEnum, bool)>(name, $"is one of {string.Join(", ", NamesOf<TEnum>())}, or one of them behind a -");

    public int Limit() =>
        Single("limit", new ValueForm.Whole(1, MostLimit, UsualLimit)) is not { } text ? UsualLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostLimit ? limit
        : Refuse<int>("limit", $"is a whole number from 1 to {MostLimit}");

    public Cursor? Cursor() =>
        Single(Page.Parameter, new ValueForm.Cursor()) is not { } text ? null
        : Projections.ReadModel.Cursor.TryRead(text, out var cursor) ? cursor
        : Refuse<Cursor>(Page.Parameter, Page.CursorForm);

    private string? Single(string name, ValueForm form)
    {
        _asked.Add(new Asked(name, form));
        StringValues values = query[name];
        return values.Count switch
        {
            0 => null,
            1 => values[0] ?? "",
            _ => Refuse<string>(name, "is given more than once"),
        };
    }

    private T? Refuse<T>(string name, string allowed)
    {
        Problem ??= Problem.ParameterInvalid($"The parameter '{name}' {allowed}.");
        return default;
    }

    private static string[] NamesOf<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(CamelCase.Name)];

    [GeneratedRegex(@"\A-?[0-9]+\z")]
    private static partial Regex WholeNumber();

    // Crockford's base 32 knows neither I, L, O nor U.
    [GeneratedRegex(@"\A[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{6}\z")]
    private static partial Regex OrderNumber();
}
