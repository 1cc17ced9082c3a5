using Restaurant.Tests.Documents;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary><c>restaurant.http</c> at the root tells the whole story, and tells it right.</summary>
public sealed class StoryTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "restaurant.http"));

    [Fact]
    public async Task Every_request_is_answered_as_its_title_says_also_when_the_story_is_told_again()
    {
        for (var time = 1; time <= 2; time++)
        {
            var story = new HttpFile(Text);
            story.Set("api", node.Address.ToString().TrimEnd('/'));
            foreach (var request in story.Requests)
            {
                using var answer = await story.SendAsync(node.Client, request);
                Assert.True((int)answer.StatusCode == request.Status, $"{request.Title}, but {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    [Fact]
    public void Every_command_of_the_API_is_in_the_story()
    {
        var sent = new HttpFile(Text).Requests.Select(request => $"{request.Method} {ApiDocument.Instance.TemplateOf(request.Address.Replace("{{api}}", "", StringComparison.Ordinal))}");

        Assert.Empty(ApiDocument.Instance.Operations.Select(operation => operation.Name).Where(name => !name.StartsWith("GET", StringComparison.Ordinal) && !name.Contains(" /admin/", StringComparison.Ordinal)).Except(sent));
    }
}
