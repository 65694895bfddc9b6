"""A model from a file."""

from pathlib import Path

MODEL = Path(__file__).resolve().parents[1] / "Golden/places/resnet.onnx"


def drop(page, path):
    """Drops a file on the page as a user does, by the browser's own events."""
    page.js("""const field = document.createElement('input'); field.type = 'file'; field.id = 'dropped';
        field.onchange = () => { const data = new DataTransfer(); data.items.add(field.files[0]);
          for (const kind of ['dragenter', 'dragover', 'drop'])
            byId('drop').dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data}));
          field.remove(); };
        document.body.append(field)""")
    page.find("#dropped").send_keys(str(path))


def test_a_dropped_model_is_checked(page):
    page.open("recipes=auto;pytorch")
    drop(page, MODEL)
    page.wait("return lab.state.model")
    page.settle()
    assert page.problems() == []
    assert page.text("#drop-text").startswith("resnet.onnx: ")
    assert None not in page.verdicts and len(page.numbers("signal")["rows"]) >= 2
    assert not page.find("#depth").is_displayed()
    page.click("#forget-file")
    page.settle()
    assert page.find("#depth").is_displayed() and page.state["model"] is None
    assert len(page.numbers("signal")["rows"]) == 31


def test_the_button_takes_a_file_too(page):
    page.open("recipes=auto")
    page.js("byId('file').classList.remove('visually-hidden')")
    page.find("#file").send_keys(str(MODEL))
    page.wait("return lab.state.model")
    page.settle()
    assert page.problems() == []


def test_a_file_that_is_no_model_is_refused_in_words(page, tmp_path):
    path = tmp_path / "notes.onnx"
    path.write_text("This is not a model.")
    page.open("depth=3&width=16")
    drop(page, path)
    page.wait("return !byId('drop-error').hidden")
    assert len(page.text("#drop-error")) > 20 and "Drop an .onnx file" in page.text("#drop-text")
    assert page.state["model"] is None and page.find("#depth").is_displayed()
    assert all("400" in line for line in page.console())


def test_a_model_without_a_hidden_layer_is_not_judged(page):
    page.open("recipes=auto")
    drop(page, MODEL.parents[1] / "imports/taken.onnx")
    page.wait("return lab.state.model")
    page.settle()
    assert page.text("#verdicts .badge-verdict") == "not judged"
    assert "Nothing is judged here" in page.text("#verdicts .card")
    assert page.all("#verdicts button.badge-verdict") == []
