using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Sales;

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

    public const string PositionForm = "is the position of an event: a whole number, 0 for before the first one";

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

    /// <summary>A business day, or a time in any offset, which must be there.</summary>
    public DayOrTime? DayOrTime(string name) =>
        Single(name, new ValueForm.DayOrTime()) is not { } text ? null
        : BusinessDays.TryRead(text, out var day) ? new DayOrTime.Day(day)
        : Times.TryParse(text, out var time) ? new DayOrTime.Time(time)
        : Refuse<DayOrTime>(name, $"is a business day such as 2026-11-25, or {TimeForm}");

    /// <summary>A version or a time. A number that is too large for a version lies beyond all of them.</summary>
    public AsOf? AsOf(string name) =>
        Single(name, new ValueForm.PointInHistory()) is not { } text ? null
        : WholeNumber().IsMatch(text) ? new AsOf.Version(long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version) ? version : long.MaxValue)
        : Times.TryParse(text, out var time) ? new AsOf.Time(time)
        : Refuse<AsOf>(name, $"is a version or {TimeForm}");

    /// <summary>One name of a set.</summary>
    public TEnum Name<TEnum>(string name, TEnum otherwise)
        where TEnum : struct, Enum =>
        Single(name, new ValueForm.OneOf(NamesOf<TEnum>())) is not { } text ? otherwise
        : CamelCase.TryParse<TEnum>(text, out var value) ? value
        : Refuse<TEnum>(name, $"is one of {string.Join(", ", NamesOf<TEnum>())}");

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

    /// <summary>Texts of a set, none, one or several of them.</summary>
    public IReadOnlyList<string> AnyOf(string name, IReadOnlyList<string> allowed)
    {
        _asked.Add(new Asked(name, new ValueForm.AnyOf(allowed)));
        string[] given = [.. query[name].Select(text => text ?? "")];
        return given.All(allowed.Contains) ? given : Refuse<string[]>(name, $"is one of {string.Join(", ", allowed)}") ?? [];
    }

    /// <summary>What a list is sorted by; a leading <c>-</c> turns it round.</summary>
    public (TEnum By, bool Descending) Sort<TEnum>(string name, TEnum otherwise)
        where TEnum : struct, Enum =>
        Single(name, new ValueForm.OneOf([.. NamesOf<TEnum>().SelectMany(by => new[] { by, $"-{by}" })])) is not { } text ? (otherwise, false)
        : CamelCase.TryParse<TEnum>(text.StartsWith('-') ? text[1..] : text, out var by) ? (by, text.StartsWith('-'))
        : Refuse<(TEnum, bool)>(name, $"is one of {string.Join(", ", NamesOf<TEnum>())}, or one of them behind a -");

    public int Limit() => Whole("limit", 1, MostLimit, UsualLimit);

    public int Whole(string name, int least, int most, int otherwise) =>
        Single(name, new ValueForm.Whole(least, most, otherwise)) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : Refuse<int>(name, $"is a whole number from {least} to {most}");

    /// <summary>A place in the feed; without one, that before the first event.</summary>
    public long Position(string name) =>
        Single(name, new ValueForm.Whole(Least: 0, Otherwise: 0)) is not { } text ? 0
        : TryReadPosition(text, out var position) ? position
        : Refuse<long>(name, PositionForm);

    public Cursor? Cursor() =>
        Single(Page.Parameter, new ValueForm.Cursor()) is not { } text ? null
        : Projections.ReadModel.Cursor.TryRead(text, out var cursor) ? cursor
        : Refuse<Cursor>(Page.Parameter, Page.CursorForm);

    public static bool TryReadPosition(string text, out long position) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out position);

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
