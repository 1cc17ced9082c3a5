using System.Text;
using System.Text.Json;
using static Restaurant.Tests.Model.Verdict;

namespace Restaurant.Tests.Model;

/// <summary>Gives a command over HTTP and holds the answer against the model's.</summary>
internal static class Exchange
{
    private static readonly string[] OfProblems = ["title", "status", "detail", "code", "errors", "correlationId"];

    /// <param name="version">The aggregate's present version, as far as there is one.</param>
    public static HttpRequestMessage Written(Request request, int version)
    {
        var message = request.Envelope ? Envelope(request, version) : Resource(request);
        Add("Restaurant-Role", request.By.Kind == "staff" && request.By.Subject is null ? null : request.By.Kind);
        Add("Restaurant-Subject", request.By.Subject);
        Add("Idempotency-Key", request.Envelope ? null : request.Key);
        Add("If-Match", request.Envelope && IsExpected(request) ? null : Condition(request.Demand, version));
        return message;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    /// <summary>Throws when the node has answered otherwise than the model.</summary>
    public static void Match(Request request, Verdict verdict, HttpResponseMessage answer, string text)
    {
        if (!answer.Headers.TryGetValues("Correlation-Id", out var correlation) || correlation.Count() != 1)
        {
            throw new DiffersException("there is no Correlation-Id");
        }

        switch (verdict)
        {
            case Accepted accepted:
                MatchAccepted(request, accepted, answer, text);
                break;
            case Refused refused when request.Envelope && refused.Code != "FORBIDDEN":
                MatchTexts(refused, answer, text);
                break;
            case Refused refused:
                MatchProblem(request, refused, answer, text);
                break;
        }
    }

    private static void MatchAccepted(Request request, Accepted accepted, HttpResponseMessage answer, string text)
    {
        var (happened, what) = (accepted.Happened, accepted.Happened.What);
        MatchStatus(answer, request.Envelope ? 202 : request.Rule.Creates ? 201 : 200, text);
        Shape.Match(request.Envelope ? AsEvent(happened) : what.After.Shown(happened.Version), JsonDocument.Parse(text).RootElement);
        MatchHeader(answer, "ETag", $"\"{happened.Version}\"");
        MatchHeader(answer, "Consistency-Token", happened.Of.TokenAt(happened.Version));
        MatchHeader(answer, "Idempotency-Replayed", accepted.Replayed ? "true" : null);
        MatchHeader(answer, "Location", request.Envelope || !request.Rule.Creates ? null
            : $"{Filled(request.Rule.Path, happened.Of.Id.Text!)}/{(what.Made ?? happened.Of.Id).Text}");
    }

    private static Shape AsEvent(Happened happened) => new(
        ("type", happened.What.Event), ("id", Learned.Uuid()), ("aggregateId", happened.Of.Id), ("version", happened.Version),
        ("timestamp", happened.At.InMilliseconds()), ("payload", happened.What.Payload));

    private static void MatchProblem(Request request, Refused refused, HttpResponseMessage answer, string text)
    {
        var isInAddress = refused.Code == "ADDRESS_NOT_FOUND" && request.Rule.Path.Contains("{addressId}", StringComparison.Ordinal);
        MatchStatus(answer, isInAddress ? 404 : Codes.Status(refused.Code), text);
        var problem = JsonDocument.Parse(text).RootElement;
        Shape.Match(refused.Code, problem.GetProperty("code"), "$.code");
        Shape.Match(
            refused.Errors.Count == 0 ? "none" : refused.Errors.Select(error => $"{error.Field}: {error.Code}"),
            problem.TryGetProperty("errors", out var errors)
                ? JsonSerializer.SerializeToElement(errors.EnumerateArray().Select(error => $"{error.GetProperty("field").GetString()}: {error.GetProperty("code").GetString()}"))
                : JsonSerializer.SerializeToElement("none"),
            "$.errors");
        foreach (var (name, value) in refused.Members)
        {
            Shape.Match(value, problem.GetProperty(name), $"$.{name}");
        }

        var more = problem.EnumerateObject().Select(member => member.Name).Except(OfProblems).Except(refused.Members.Select(member => member.Item1)).ToList();
        if (more.Count > 0)
        {
            throw new DiffersException($"the problem has [{string.Join(' ', more)}] as well");
        }
    }

    private static void MatchTexts(Refused refused, HttpResponseMessage answer, string text)
    {
        MatchStatus(answer, 400, text);
        var texts = JsonDocument.Parse(text).RootElement;
        Shape.Match(
            refused.Errors.Count == 0 ? [Says(refused.Code)] : refused.Errors.Select(error => Says(error.Code)),
            texts);

        static object Says(string code) => Codes.Text(code) ?? (object)(Func<string, bool>)(said => said.EndsWith('.'));
    }

    private static void MatchStatus(HttpResponseMessage answer, int status, string text)
    {
        if ((int)answer.StatusCode != status)
        {
            throw new DiffersException($"the status is {(int)answer.StatusCode} instead of {status}: {text}");
        }

        var type = status < 300 || text.StartsWith('[') ? "application/json" : "application/problem+json";
        if (answer.Content.Headers.ContentType?.MediaType != type)
        {
            throw new DiffersException($"the content type is {answer.Content.Headers.ContentType} instead of {type}");
        }
    }

    private static void MatchHeader(HttpResponseMessage answer, string name, string? value)
    {
        var given = answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
        if (given != value)
        {
            throw new DiffersException($"the header {name} is '{given}' instead of '{value}'");
        }
    }

    private static HttpRequestMessage Resource(Request request)
    {
        var path = request.Target is null ? request.Rule.Path : Filled(request.Rule.Path, request.Target);
        var inBody = new List<string?>();
        foreach (var (name, given) in request.Members)
        {
            if (path.Contains($"{{{name}}}", StringComparison.Ordinal))
            {
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(JsonSerializer.Deserialize<string>(given.Json!)!), StringComparison.Ordinal);
            }
            else
            {
                inBody.Add(given.Json is null ? null : $"\"{name}\":{given.Json}");
            }
        }

        inBody.Add(request.Rule.Aside);
        var mayBeLeftOut = inBody.TrueForAll(member => member is null) && request.Members.All(member => member.Given.Code is null);
        return With(new HttpRequestMessage(new HttpMethod(request.Rule.Method), path), mayBeLeftOut ? null : $"{{{string.Join(',', inBody.OfType<string>())}}}");
    }

    private static HttpRequestMessage Envelope(Request request, int version)
    {
        var payload = string.Join(',', request.Members.Where(member => member.Given.Json is not null).Select(member => $"\"{member.Name}\":{member.Given.Json}"));
        string?[] members =
        [
            $"\"type\":\"{request.Rule.Command}\"", $"\"payload\":{{{payload}}}",
            request.Target is { } target ? $"\"aggregateId\":{JsonSerializer.Serialize(target)}" : null,
            request.Key is { } key ? $"\"commandId\":\"{key}\"" : null,
            IsExpected(request) ? $"\"expectedVersion\":{Condition(request.Demand, version)!.Trim('"')}" : null,
        ];
        return With(new HttpRequestMessage(HttpMethod.Post, "/commands"), $"{{{string.Join(',', members.OfType<string>())}}}");
    }

    private static HttpRequestMessage With(HttpRequestMessage message, string? json)
    {
        message.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return message;
    }

    private static string Filled(string path, string id) => path.Replace("{id}", Uri.EscapeDataString(id), StringComparison.Ordinal);

    // The envelope has a member for one version; what else there is to demand stays in the header.
    private static bool IsExpected(Request request) => !request.Rule.Begins && request.Demand is Demand.Present or Demand.Earlier;

    private static string? Condition(Demand demand, int version) => demand switch
    {
        Demand.Nothing => null,
        Demand.Present => $"\"{version}\"",
        Demand.Earlier => $"\"{version - 1}\"",
        Demand.Any => "*",
        Demand.PresentAmongOthers => $"\"999\", \"{version}\", W/\"1\"",
        Demand.Weak => $"W/\"{version}\"",
        Demand.Unreadable => $"{version}",
        _ => throw new ArgumentOutOfRangeException(nameof(demand)),
    };
}
