using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Restaurant.Actors.Aggregates;

/// <summary>A field of a command that breaks its rule.</summary>
/// <param name="Field">The member's name in the request.</param>
/// <param name="Code">One of the contract's codes.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record FieldError(string Field, string Code, string Detail);

/// <summary>A command, or the errors of all its fields in the order of the fields. Never both.</summary>
public sealed record Checked<TCommand>(TCommand? Command, IReadOnlyList<FieldError> Errors)
    where TCommand : DomainCommand;

/// <summary>
/// Checks and normalises the fields of one command and gathers what is wrong with them, so that all of it is reported together
/// and a command with a broken field is never made. The texts of a field that is wrong come back empty and are not used.
/// </summary>
public sealed partial class FieldRules
{
    private readonly List<FieldError> _errors = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldError> Errors => _errors;

    /// <summary>A text that must be present, trimmed.</summary>
    /// <param name="missing">What is reported when it is missing or empty after trimming.</param>
    public string Text(string field, string? text, int longest, FieldError missing, bool lines = false) =>
        OptionalText(field, text, longest, lines) ?? (Reported(field) ? "" : Report(missing, ""));

    /// <summary>A text that may be missing: null when it is, or when it is empty after trimming.</summary>
    /// <param name="longest">The most that is allowed, in Unicode scalar values.</param>
    /// <param name="lines">Whether line feeds are allowed. All other control characters are refused.</param>
    public string? OptionalText(string field, string? text, int longest, bool lines = false)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
        {
            return null;
        }

        if (trimmed.EnumerateRunes().Count() > longest)
        {
            return Report(new FieldError(field, "TEXT_TOO_LONG", $"{field} must have at most {longest} characters."), (string?)null);
        }

        return trimmed.Any(c => char.IsControl(c) && !(lines && c == '\n'))
            ? Report(new FieldError(field, "TEXT_INVALID", $"{field} must not have control characters{(lines ? " other than line feeds" : "")}."), (string?)null)
            : trimmed;
    }

    /// <summary>An amount of money, scaled to the currency.</summary>
    /// <param name="text">The number as it was written, in the grammar of JSON, or null when it is missing.</param>
    public decimal Money(string field, string code, string? text, decimal most, Currency currency)
    {
        if (text is null || text.StartsWith('-') && !IsZero(text))
        {
            return Report(new FieldError(field, code, "Price must be zero or more."), 0m);
        }

        if (DecimalsOf(text) > currency.Scale)
        {
            return Report(new FieldError(field, code, $"Price must have at most {currency.Scale} decimals in {currency.Code}."), 0m);
        }

        return TryNumber(text, out var amount) && amount <= most
            ? currency.Scaled(amount)
            : Report(new FieldError(field, code, $"Price must be at most {most.ToString(CultureInfo.InvariantCulture)}."), 0m);
    }

    /// <summary>A whole number (2.0 is 2).</summary>
    /// <param name="text">The number as it was written, in the grammar of JSON, or null when it is missing.</param>
    public int Whole(string field, string code, string? text, int least, string tooLittle, int most, string tooMuch)
    {
        if (text is null || !TryNumber(text, out var number))
        {
            return Report(new FieldError(field, code, text is null || text.StartsWith('-') ? tooLittle : tooMuch), least);
        }

        return number < least ? Report(new FieldError(field, code, tooLittle), least)
            : number > most ? Report(new FieldError(field, code, tooMuch), least)
            : IsWhole(text) ? decimal.ToInt32(number)
            : Report(new FieldError(field, code, $"{field} must be a whole number."), least);
    }

    /// <summary>A time that must be present: ISO 8601 in any offset, but with one.</summary>
    /// <param name="invalid">What is reported when it is missing or cannot be read.</param>
    public DateTimeOffset Time(string? text, FieldError invalid) =>
        text is not null && Times.TryParse(text.Trim(), out var time) ? time : Report(invalid, default(DateTimeOffset));

    public T Report<T>(FieldError error, T instead)
    {
        _errors.Add(error);
        return instead;
    }

    public bool Reported(string field) => _errors.Exists(error => error.Field == field);

    public Checked<TCommand> Make<TCommand>(Func<TCommand> command)
        where TCommand : DomainCommand =>
        _errors.Count == 0 ? new Checked<TCommand>(command(), []) : new Checked<TCommand>(null, _errors);

    private static bool IsZero(string text) => !MantissaOf(text).AsSpan().ContainsAnyInRange('1', '9');

    // Asked of the text, since a decimal rounds what lies beyond its 28 digits. 2.0 and 20e-1 are whole.
    private static bool IsWhole(string text)
    {
        var digits = MantissaOf(text).Replace(".", "", StringComparison.Ordinal);
        return DecimalsOf(text) <= digits.Length - digits.TrimEnd('0').Length;
    }

    // Zero with a huge exponent is zero; any other number that a decimal cannot hold is beyond every limit here.
    private static bool TryNumber(string text, out decimal number)
    {
        number = 0m;
        return IsZero(text) || decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    // Counted on the text: 10.000 has three decimals, 1000e-2 has two, 1e1 has none.
    private static long DecimalsOf(string text)
    {
        var mantissa = MantissaOf(text);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        return Math.Max(0, (point < 0 ? 0L : mantissa.Length - point - 1) - PowerOf(text));
    }

    private static string MantissaOf(string text) => Exponent().Match(text) is { Success: true } exponent ? text[..exponent.Index] : text;

    // A power that is no int is beyond every limit here: of it only the sign counts.
    private static int PowerOf(string text) =>
        Exponent().Match(text) is not { Success: true } exponent ? 0
        : int.TryParse(exponent.Groups[1].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) ? power
        : exponent.Groups[1].ValueSpan[0] == '-' ? int.MinValue
        : int.MaxValue;

    [GeneratedRegex("[eE]([+-]?[0-9]+)$")]
    private static partial Regex Exponent();
}
