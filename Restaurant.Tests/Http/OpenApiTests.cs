using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Api.Http;
using Restaurant.Tests.Documents;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>
/// The description of the API. That each answer of the program stands in it is seen to by <see cref="DocumentedAnswers"/>, in every test
/// that talks to a node through <see cref="RestaurantNode.Client"/>.
/// </summary>
public sealed partial class OpenApiTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_committed_description_is_the_one_that_is_served() => MadePage.IsUpToDate(
        ApiDocument.File, (await node.Client.GetFromJsonAsync<JsonObject>("/openapi/v1.json"))!.ToJsonString(Readable) + "\n", nameof(OpenApiTests));

    [Fact]
    public void Nothing_is_said_to_be_a_double() => Assert.DoesNotContain("\"double\"", File.ReadAllText(ApiDocument.File), StringComparison.Ordinal);

    [Theory]
    [InlineData("/openapi/v2.json")]
    [InlineData("/openapi/v1.yaml")]
    [InlineData("/openapi")]
    public async Task There_is_no_other_description(string path) => await node.SendAsync("GET", path).ProblemAsync(404, "NOT_FOUND");

    [Fact]
    public void Every_route_of_the_program_is_described_and_nothing_else() => Assert.Equal(
        node.Routes
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [], (route, method) => $"{method} /{route.RoutePattern.RawText!.Trim('/')}")
            .Where(route => !route.StartsWith("GET /openapi/", StringComparison.Ordinal) && !route.StartsWith("GET /docs", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
        ApiDocument.Instance.Operations.Select(operation => operation.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_operation_has_a_name_of_its_own_a_summary_and_an_answer()
    {
        var operations = ApiDocument.Instance.Operations.Select(operation => operation.Operation).ToList();

        Assert.Equal(operations.Count, operations.Select(operation => (string?)operation["operationId"]).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty((string)operation["operationId"]!);
            Assert.Matches(@"^\p{Lu}.*\.$", (string)operation["summary"]!);
            Assert.Contains(operation["responses"]!.AsObject(), answer => answer.Key is "200" or "201" or "202");
        });
    }

    public static TheoryData<string> Commands => [.. CommandRoutes.All.Keys.Where(name => name != "commands")];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_body_is_described_with_all_its_members_on_its_route_and_in_the_envelope(string name)
    {
        var route = CommandRoutes.All[name];
        var members = JsonNode.Parse(route.Body)!.AsObject().Select(member => member.Key).ToHashSet();
        var operation = ApiDocument.Instance.At(route.Path)![route.Method.ToLowerInvariant()]!;
        var places = operation["parameters"]!.AsArray().Where(parameter => (string?)parameter!["in"] == "path").Select(parameter => (string)parameter!["name"]!).Where(place => place != "id");

        Assert.Equal(members, MembersOf(operation["requestBody"]?["content"]!["application/json"]!["schema"]));
        if (Enveloped.TryGetValue(name, out var enveloped))
        {
            Assert.Equal(members.Concat(places).ToHashSet(), MembersOf(enveloped["properties"]!["payload"]));
        }
    }

    [Fact]
    public void Every_command_that_callers_may_give_is_in_the_envelope() => Assert.Equal(
        Catalog.All.SelectMany(aggregate => aggregate.Commands).Select(DomainCommand.NameOf).Except(["expireOrder", "timeOutAcceptance"]).Order(StringComparer.Ordinal),
        Enveloped.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_header_of_the_contract_is_described()
    {
        var described = ApiDocument.Instance.Operations
            .SelectMany(operation => Referred().Matches(operation.Operation.ToJsonString()).Select(reference => reference.Groups[1].Value))
            .ToHashSet();

        var headers = typeof(Headers).GetFields().Where(field => field.IsLiteral && field.FieldType == typeof(string)).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Empty(headers.Concat([HeaderNames.ETag, HeaderNames.IfMatch, HeaderNames.Link, HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.CacheControl]).Except(described));
    }

    [Fact]
    public void Every_code_of_the_contract_is_an_answer_to_something_with_its_status()
    {
        // Without an address of its own, said in texts alone, or not before roles and limits are enforced.
        string[] elsewhere = ["METHOD_NOT_ALLOWED", "UNKNOWN_COMMAND", "UNAUTHENTICATED"];
        var described =
            from operation in ApiDocument.Instance.Operations
            from answer in operation.Operation["responses"]!.AsObject()
            from code in answer.Value!["content"]?["application/problem+json"]?["schema"]!["allOf"]![1]!["properties"]!["code"]!["enum"]!.AsArray() ?? []
            select ((string)code!, int.Parse(answer.Key, null));

        Assert.Equal(
            ProblemStatus.Table.Where(entry => !elsewhere.Contains(entry.Key)).Select(entry => (entry.Key, entry.Value)).Append(("ADDRESS_NOT_FOUND", 404)).Order(),
            described.Distinct().Order());
    }

    [Fact]
    public async Task The_page_to_read_it_needs_nothing_from_elsewhere()
    {
        using var page = await node.SendAsync("GET", "/docs");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", page.Header("Cache-Control"));
        Assert.Contains("openapi/v1.json", html, StringComparison.Ordinal);
        Assert.DoesNotContain("//", html, StringComparison.Ordinal);
        foreach (var script in Script().Matches(html).Select(match => match.Groups[1].Value))
        {
            using var served = await node.SendAsync("GET", $"/docs/{script}");
            Assert.True(served.IsSuccessStatusCode, script);
        }
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    public async Task The_description_is_kept_to_this_machine_like_all_else(string path) =>
        await node.SendAsync("GET", path, null, ("Host", "example.org")).ProblemAsync(403, "FORBIDDEN");

    /// <summary>The forms of the envelope by the name of the command.</summary>
    private static Dictionary<string, JsonNode> Enveloped =>
        ApiDocument.Instance.At("/commands")!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["oneOf"]!.AsArray()
            .ToDictionary(form => (string)form!["title"]!, form => form!);

    private static HashSet<string> MembersOf(JsonNode? schema) => [.. (schema?["properties"] as JsonObject ?? []).Select(member => member.Key)];

    [GeneratedRegex("#/components/(?:headers|parameters)/([A-Za-z-]+)")]
    private static partial Regex Referred();

    [GeneratedRegex("(?:src=\"|from '\\./)([^\"']+)")]
    private static partial Regex Script();
}
