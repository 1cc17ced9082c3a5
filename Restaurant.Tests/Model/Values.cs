using System.Globalization;
using System.Text.Json;
using CsCheck;

namespace Restaurant.Tests.Model;

/// <summary>Writes a member of a command for some aggregate; what it writes may name what there is in the world.</summary>
internal delegate Given Writing(World world, Aggregate? target);

/// <summary>What members are written as: right in its many forms most of the time, and wrong in as many.</summary>
internal static class Values
{
    private static readonly string[] Words = ["Margherita", "Jalape\u00f1o", "\u5c71\u7530", "O\u2019Brien\u2019s <b>\"best\"</b> & co", "\U0001F355", "e\u0301", "a\\b/c"];

    private static readonly string[] NoUnicode = ["\"\\ud83c\"", "\"\\udf55\\ud83c\"", "\"x\\ud800\""];

    private static readonly string[] NoText = ["1", "true", "[]", "{}"];

    /// <param name="code">What a missing text is, or null when it may be missing.</param>
    public static Gen<Writing> Text(int most, string? code, bool lines = false) => Gen.Frequency(
        (30, Gen.OneOf(Words).Select(word => Writes(world => Right($"{world.Name} {word}")))),
        (4, Gen.OneOf(Words).Select(word => Writes(world => Right($"{world.Name} {word}", written: $" \u2003\t{world.Name} {word}\r\n ")))),
        (2, Gen.Int[most - 3, most].Select(length => Writes(_ => Right(new string('x', length))))),
        (1, Gen.Const(Writes(_ => Right(string.Concat(Enumerable.Repeat("\U0001F355", most)))))),
        (code is null ? 12 : 2, Gen.OneOf(null, "null", "\"\"", "\" \\t\\n \"").Select(json => Writes(_ => code is null ? new Given(json) : Given.Wrong(json, code)))),
        (1, Gen.OneOf(NoUnicode.Concat(NoText).ToArray()).Select(json => Writes(_ => Given.Wrong(json, Given.Malformed)))),
        (1, Gen.Const(Writes(_ => Given.Wrong($"\"{new string('x', most + 1)}\"", "TEXT_TOO_LONG")))),
        (1, Gen.OneOf("\\u0000", "\\t", "\\u007f", "\\u0085", "\\r").Select(control => Writes(_ => Given.Wrong($"\"a{control}b\"", "TEXT_INVALID")))),
        (1, Gen.Const(Writes(world => lines ? Right($"{world.Name}\nring twice") : Given.Wrong("\"a\\nb\"", "TEXT_INVALID")))));

    /// <summary>A text that must be there, but may be empty or null.</summary>
    public static Gen<Writing> Note() => Text(500, code: null, lines: true)
        .Select(write => (Writing)((world, target) => write(world, target) is { Json: null, Code: null } given ? Given.Wrong(given.Json, Given.Malformed) : write(world, target)));

    public static Gen<Writing> Price() => Gen.Frequency(
        (10, Gen.Int[0, 3_000].Select(cents => Writes(_ => Number(cents / 100m)))),
        (2, Gen.OneOf(("10", 10.00m), ("\"10.00\"", 10.00m), ("1e1", 10.00m), ("-0", 0.00m), ("0.5", 0.50m), ("\"25e-1\"", 2.50m), ("99999.99", 99_999.99m), ("50000", 50_000.00m))
            .Select(price => Writes(_ => new Given(price.Item1, price.Item2)))),
        (1, Gen.OneOf(null, "null", "-1", "-0.01", "10.005", "\"10.000\"", "100000", "1e9", "1e300").Select(json => Writes(_ => Given.Wrong(json, "PRICE_INVALID")))),
        (1, Gen.OneOf("\"10,00\"", "1e400", "\"NaN\"", "\"\"", "true", "[10]", "\" 10\"").Select(json => Writes(_ => Given.Wrong(json, Given.Malformed)))));

    public static Gen<Writing> Quantity() => Gen.Frequency(
        (12, Gen.Int[1, 5].Select(quantity => Writes(_ => new Given($"{quantity}", quantity)))),
        (2, Gen.OneOf(("2.0", 2), ("20e-1", 2), ("99", 99), ("1e1", 10)).Select(quantity => Writes(_ => new Given(quantity.Item1, quantity.Item2)))),
        (1, Gen.OneOf(null, "null", "0", "-1", "1.5", "100", "1e9", "-0", "1e-400").Select(json => Writes(_ => Given.Wrong(json, "QUANTITY_INVALID")))),
        (1, Gen.OneOf("\"2\"", "true", "1e400", "[]").Select(json => Writes(_ => Given.Wrong(json, Given.Malformed)))));

    public static Gen<Writing> Flag() => Gen.Frequency(
        (5, Gen.OneOf((null, false), ("null", false), ("false", false), ("true", true), ("true", true)).Select(flag => Writes(_ => new Given(flag.Item1, flag.Item2)))),
        (1, Gen.OneOf("1", "\"true\"", "{}").Select(json => Writes(_ => Given.Wrong(json, Given.Malformed)))));

    /// <summary>Few e-mails in many spellings, so that they are taken soon.</summary>
    public static Gen<Writing> Email() => Gen.Frequency(
        (10, Gen.Select(Gen.Int[0, Emails - 1], Gen.Bool, Gen.Bool, (number, capitals, spaces) => Writes(world =>
        {
            var email = capitals ? EmailOf(world, number).ToUpperInvariant() : EmailOf(world, number);
            return Right(email, written: spaces ? $" {email}\t" : email);
        }))),
        (1, Gen.OneOf(null, "null", "\"\"", "\"@\"", "\"a@\"", "\" @b\"", "\"a@b@c\"", "\"nobody\"").Select(json => Writes(_ => Given.Wrong(json, "EMAIL_INVALID")))),
        (1, Gen.OneOf("1", "\"\\ud800\"").Select(json => Writes(_ => Given.Wrong(json, Given.Malformed)))));

    public static Gen<Writing> MenuItem() => Id(Gen.Int[0, 9].Select(number => Writes(world => Named(At(world.Of("menu-item"), number)))));

    /// <summary>Also of one that is not there yet: its id is known before.</summary>
    public static Gen<Writing> CustomerOf() => Id(Gen.Int[0, Emails - 1].Select(number => Writes(world => Named(World.CustomerId(EmailOf(world, number))))));

    public static Gen<Writing> LineId() => Id(Gen.Int[0, 9].Select(number => (Writing)((_, target) => Named(At(target?.Made ?? [], number)?.Text)))).Select(InAddress);

    /// <summary>Of the customer itself, or of the customer whose order it is.</summary>
    public static Gen<Writing> AddressId(bool inAddress)
    {
        var ids = Id(Gen.Int[0, 5].Select(number => (Writing)((world, target) =>
            Named(At((target?.State is Order order ? world.Find("customer", order.CustomerId) : target)?.Made ?? [], number)?.Text))));
        return inAddress ? ids.Select(InAddress) : ids;
    }

    public static Gen<Writing> PromisedAt() => Gen.Frequency(
        (8, Gen.Select(Gen.Int[5, 7 * 24 * 60 - 5], Gen.OneOf(0, 2, -9), (minutes, offset) => Writes(_ => Time(TimeSpan.FromMinutes(minutes), offset)))),
        (1, Gen.OneOf(-1, -60, 7 * 24 * 60 + 5).Select(minutes => Writes(_ => Time(TimeSpan.FromMinutes(minutes), 0)))),
        (1, Gen.OneOf(null, "null", "\"\"", "\"tomorrow\"", "\"2026-11-25\"", "\"2099-01-01T00:00:00\"", "\"2099-13-01T00:00:00Z\"")
            .Select(json => Writes(_ => Given.Wrong(json, "PROMISED_TIME_INVALID")))),
        (1, Gen.OneOf("1700000000", "true", "{}").Select(json => Writes(_ => Given.Wrong(json, Given.Malformed)))));

    public const int Emails = 3;

    public static string EmailOf(World world, int number) => $"{world.Name}-{number}@example.org";

    public static T? At<T>(IReadOnlyList<T> all, int number)
        where T : class => all.Count == 0 ? null : all[number % all.Count];

    // Some in capitals, some that name nothing.
    private static Gen<Writing> Id(Gen<Writing> known) => Gen.Frequency(
        (12, known),
        (1, known.Select(id => (Writing)((world, target) => id(world, target) is var given && given.Value is string text ? new Given($"\"{text.ToUpperInvariant()}\"", World.NormalForm(text.ToUpperInvariant())) : given))),
        (1, Gen.OneOf("nobody", "00000000-0000-7000-8000-000000000000", "a.b", "caf\u00e9", new string('a', 64), new string('a', 65)).Select(id => Writes(_ => Named(id)))),
        (1, Gen.OneOf(null, "null", "1", "[]", "\"\\ud800\"").Select(json => Writes(_ => Given.Wrong(json, Given.Malformed)))));

    // In an address everything is a text.
    private static Writing InAddress(Writing writing) => (world, target) => writing(world, target) is { Code: null } id ? id : Named("nobody");

    private static Given Named(Aggregate? aggregate) => Named(aggregate?.Id.Text);

    private static Given Named(string? id) => Right(id ?? "nobody");

    private static Given Right(string text, string? written = null) => new(JsonSerializer.Serialize(written ?? text), text);

    private static Given Number(decimal price) => new(price.ToString(CultureInfo.InvariantCulture), decimal.Round(price, 2) + 0.00m);

    // In whole seconds, as people promise.
    private static Given Time(TimeSpan ahead, int offset)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds((TimeProvider.System.GetUtcNow() + ahead).ToUnixTimeSeconds()).ToOffset(TimeSpan.FromHours(offset));
        return new Given($"\"{time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)}\"", time.ToUniversalTime());
    }

    private static Writing Writes(Func<World, Given> write) => (world, _) => write(world);
}
