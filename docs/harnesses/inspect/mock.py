"""A run of the task without a model: Inspect's mock model gives one answer about the shipped article."""

import inspect_ai
from inspect_ai.model import ModelOutput, ModelUsage, get_model

from presscheck.harness.inspect_tasks import article

ANSWER = '{"mentions": [{"text": "Keir Starmer", "type": "PER"}, {"text": "Paris", "type": "GPE"}]}'


def run(answer=ANSWER):
    """The metrics of one run that asks for mentions alone."""
    output = ModelOutput.from_content("mockllm/model", answer)
    output.usage = ModelUsage(
        input_tokens=1, output_tokens=1, total_tokens=2
    )  # else a tokenizer is downloaded
    model = get_model("mockllm/model", custom_outputs=[output])
    [log] = inspect_ai.eval(article(layers="mentions"), model=model, display="none")
    return {name: metric.value for name, metric in log.results.scores[0].metrics.items()}


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:20} {value:.3f}")  # noqa: T201 - a script
