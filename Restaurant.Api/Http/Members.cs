using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Api.Http;

/// <summary>
/// The members of a JSON object, asked for by name and type. The first thing that is wrong with the object's shape is kept as
/// <see cref="Problem"/>, which is looked at once after all members were asked for. <c>null</c> is the same as missing.
/// </summary>
internal sealed partial class Members
{
    private readonly string _of;
    private readonly Dictionary<string, JsonElement> _given = [];
    private readonly Dictionary<string, string> _bound = [];
    private readonly List<Asked> _asked = [];
    private Problem? _problem;

    private Members(string of, Problem? problem) => (_of, _problem) = (of, problem);

    /// <summary>What is wrong with the object's shape, or null: also a member that was not asked for.</summary>
    public Problem? Problem => _problem ?? Unknown();

    /// <summary>What was asked for, in this order, but for what the address of the resource says.</summary>
    public IReadOnlyList<Asked> Asked => _asked;

    /// <param name="of">What the object is called in texts for people.</param>
    public static Members Of(string of, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return None(of, Problem.Malformed($"{of} must be a JSON object."));
        }

        var members = new Members(of, problem: null);
        foreach (var member in json.EnumerateObject())
        {
            members.Take(member);
        }

        return members;
    }

    /// <summary>An object that is not there, so that every member is missing, or that could not be read.</summary>
    public static Members None(string of, Problem? problem) => new(of, problem);

    /// <summary>Takes a member from the address of the resource. The object itself must not have it.</summary>
    public void Bind(string name, string value) => _bound[name] = value;

    /// <summary>A text, or null when it is missing: whether that is allowed, the field's rule says with a code of its own.</summary>
    public string? Text(string name) => Text(new Asked(name, new ValueForm.Text()));

    /// <summary>A time, as it was written, or null when it is missing.</summary>
    public string? Time(string name) => Text(new Asked(name, new ValueForm.Time()));

    /// <summary>A text that must be given, though it may be null.</summary>
    public string? GivenText(string name)
    {
        var asked = new Asked(name, new ValueForm.Text(), Required: true, MayBeNull: true);
        if (!_given.ContainsKey(name))
        {
            Malformed(name, "is required");
        }

        return Text(asked);
    }

    /// <summary>An amount of money, as it was written: a number, or a string of the same grammar.</summary>
    public string? Money(string name)
    {
        if (Find(new Asked(name, new ValueForm.Money())) is not { } money)
        {
            return null;
        }

        var text = money.ValueKind == JsonValueKind.String ? Unescape(name, money) : money.ValueKind == JsonValueKind.Number ? money.GetRawText() : null;
        return text is not null && JsonNumber().IsMatch(text) && IsInRange(text) ? text
            : Malformed(name, "must be a number, or a string that is written like one");
    }

    /// <summary>A number, as it was written.</summary>
    public string? Number(string name)
    {
        if (Find(new Asked(name, new ValueForm.Number())) is not { } number)
        {
            return null;
        }

        return number.ValueKind == JsonValueKind.Number && number.GetRawText() is var text && IsInRange(text) ? text
            : Malformed(name, "must be a number");
    }

    public bool Flag(string name)
    {
        if (Flag(new Asked(name, new ValueForm.Flag(), Required: true)) is { } flag)
        {
            return flag;
        }

        Malformed(name, "is required");
        return false;
    }

    public bool? OptionalFlag(string name) => Flag(new Asked(name, new ValueForm.Flag()));

    /// <summary>A whole number without fraction and exponent.</summary>
    public long? OptionalWhole(string name)
    {
        if (Find(new Asked(name, new ValueForm.Whole())) is not { } number)
        {
            return null;
        }

        if (number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var whole))
        {
            return whole;
        }

        Malformed(name, "must be a whole number");
        return null;
    }

    /// <summary>
    /// The id of something else, as it was written. A text that cannot be an id is none of the reader's business: there is nothing of
    /// that name, and what that means depends on the command.
    /// </summary>
    public string Id(string name) => Required(new Asked(name, new ValueForm.Id(), Required: true));

    public string RequiredText(string name) => Required(new Asked(name, new ValueForm.Text(), Required: true));

    /// <summary>An object within the object.</summary>
    public Members Object(string name) =>
        Find(new Asked(name, new ValueForm.Object())) is { } json ? Of($"'{name}'", json) : None($"'{name}'", problem: null);

    /// <summary>Says that a member is wrong beside another one, though it is not by itself.</summary>
    /// <param name="what">Goes on after the member's name, such as <c>must not be given</c>.</param>
    public void Refuse(string name, string what) => Malformed(name, what);

    private void Take(JsonProperty member)
    {
        try
        {
            if (!_given.TryAdd(member.Name, member.Value))
            {
                _problem ??= Problem.Malformed($"{_of} has the member '{Excerpt(member.Name)}' twice.");
            }
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair.
            _problem ??= Problem.Malformed($"{_of} has a member whose name is not Unicode.");
        }
    }

    private string Required(Asked asked) => Text(asked) ?? Malformed(asked.Name, "is required") ?? "";

    private string? Text(Asked asked) => Find(asked) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => Unescape(asked.Name, text),
        _ => Malformed(asked.Name, "must be a string"),
    };

    private bool? Flag(Asked asked)
    {
        var flag = Find(asked);
        if (flag is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            Malformed(asked.Name, "must be true or false");
            return null;
        }

        return flag?.GetBoolean();
    }

    private JsonElement? Find(Asked asked)
    {
        if (_bound.TryGetValue(asked.Name, out var bound))
        {
            return JsonSerializer.SerializeToElement(bound, ApiJson.Default.String);
        }

        _asked.Add(asked);
        return _given.TryGetValue(asked.Name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private string? Unescape(string name, JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return Malformed(name, "is not Unicode text");
        }
    }

    private string? Malformed(string name, string what)
    {
        _problem ??= Problem.Malformed($"{_of}: the member '{name}' {what}.");
        return null;
    }

    private Problem? Unknown() => _given.Keys.FirstOrDefault(name => !_asked.Exists(asked => asked.Name == name)) is { } unknown
        ? Problem.Malformed($"{_of} has the unknown member '{Excerpt(unknown)}'; {(_asked.Count == 0 ? "it has no members" : $"its members are {string.Join(", ", _asked.Select(asked => asked.Name))}")}.")
        : null;

    private static string Excerpt(string name)
    {
        const int Most = 40;
        return name.Length <= Most ? name : string.Concat(name.EnumerateRunes().Take(Most)) + "..";
    }

    // A number that is infinite to most readers of JSON is no number; one that is merely too large is for the field rule.
    private static bool IsInRange(string number) =>
        double.IsFinite(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex JsonNumber();
}
