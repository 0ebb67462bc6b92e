"""The catalogue of questions: one `.rq` file per question, with typed parameters."""
