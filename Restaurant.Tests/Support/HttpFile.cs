using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Restaurant.Tests.Support;

/// <summary>A request of an <c>.http</c> file.</summary>
/// <param name="Title">Ends with the status that is answered.</param>
/// <param name="Name">Under which later requests use its answer, or null.</param>
public sealed record HttpFileRequest(
    string Title, string? Name, string Method, string Address, IReadOnlyList<(string Name, string Value)> Headers, string? Body)
{
    public int Status => int.Parse(Title.Split(": ")[^1], CultureInfo.InvariantCulture);
}

/// <summary>
/// Sends the requests of an <c>.http</c> file as editors do: requests are separated by <c>###</c>; <c>@name = value</c> is a variable,
/// <c># @name</c> names a request, and <c>{{name.response.body.$.path}}</c> and <c>{{name.response.headers.Name}}</c> stand for its answer.
/// </summary>
public sealed partial class HttpFile
{
    private readonly Dictionary<string, string> _variables = [];
    private readonly Dictionary<string, (JsonNode? Body, HttpResponseMessage Answer)> _answers = [];

    public HttpFile(string text)
    {
        var parts = Separator().Split(text.ReplaceLineEndings("\n"));
        foreach (Match variable in Variable().Matches(parts[0]))
        {
            _variables[variable.Groups[1].Value] = variable.Groups[2].Value;
        }

        Requests = [.. parts.Skip(1).Select(Parse)];
    }

    public IReadOnlyList<HttpFileRequest> Requests { get; }

    /// <summary>Gives a variable another value than the file does.</summary>
    public void Set(string name, string value)
    {
        Assert.True(_variables.ContainsKey(name), $"The file has no variable {name}.");
        _variables[name] = value;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpFileRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), Filled(request.Address));
        message.Content = request.Body is null ? null : new StringContent(Filled(request.Body), Encoding.UTF8);
        message.Content?.Headers.Remove("Content-Type");
        foreach (var (name, value) in request.Headers)
        {
            Assert.True(
                message.Headers.TryAddWithoutValidation(name, Filled(value)) || message.Content?.Headers.TryAddWithoutValidation(name, Filled(value)) == true,
                $"{request.Title}: {name} has nothing to stand on.");
        }

        var answer = await client.SendAsync(message);
        if (request.Name is not null)
        {
            _answers[request.Name] = (JsonNode.Parse(await answer.Content.ReadAsStringAsync()), answer);
        }

        return answer;
    }

    private static HttpFileRequest Parse(string part)
    {
        var lines = part.Split('\n');
        var rest = lines.Skip(1).SkipWhile(line => line.Length == 0 || line.StartsWith('#')).ToList();
        var (method, address) = rest[0].Split(' ') is [var verb, var target] ? (verb, target) : throw new FormatException($"{lines[0]}: {rest[0]} is no request.");
        var headers = rest.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2)).Select(header => (header[0], header[1])).ToList();
        var body = string.Join('\n', rest.Skip(2 + headers.Count)).Trim();
        return new HttpFileRequest(
            lines[0].Trim(), Named().Match(part) is { Success: true } named ? named.Groups[1].Value : null, method, address, headers, body.Length == 0 ? null : body);
    }

    private string Filled(string text) => Placeholder().Replace(text, placeholder => ValueOf(placeholder.Groups[1].Value));

    private string ValueOf(string name) => name.Split(' ') switch
    {
        ["$guid"] => Guid.CreateVersion7().ToString(),
        ["$datetime", "iso8601", var amount, var unit] => TimeProvider.System.GetUtcNow()
            .Add(double.Parse(amount, CultureInfo.InvariantCulture) * unit switch { "m" => TimeSpan.FromMinutes(1), "h" => TimeSpan.FromHours(1), "d" => TimeSpan.FromDays(1), _ => throw new FormatException(unit) })
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ when Answered().Match(name) is { Success: true } of => _answers.TryGetValue(of.Groups[1].Value, out var answer)
            ? of.Groups[2].Success ? answer.Answer.Headers.GetValues(of.Groups[2].Value).Single() : Found(answer.Body, of.Groups[3].Value)
            : throw new FormatException($"No request before is named {of.Groups[1].Value}."),
        _ => _variables[name],
    };

    // $.items[0].id
    private static string Found(JsonNode? body, string path) =>
        (string?)Step().Matches(path).Aggregate(body, (node, step) => step.Groups[1].Success ? node?[step.Groups[1].Value] : node?[int.Parse(step.Groups[2].Value, CultureInfo.InvariantCulture)])
        ?? throw new FormatException($"There is nothing at {path} of {body?.ToJsonString()}.");

    [GeneratedRegex("^### *", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex("^@(\\w+) *= *(.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex("^# @name (\\w+)$", RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex(@"\{\{(.+?)\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^(\w+)\.response\.(?:headers\.([\w-]+)|body\.(\$[\w.\[\]]+))$")]
    private static partial Regex Answered();

    [GeneratedRegex(@"\.(\w+)|\[(\d+)\]")]
    private static partial Regex Step();
}
