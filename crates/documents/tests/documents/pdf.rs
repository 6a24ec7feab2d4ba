//! PDFs, looked at with poppler, qpdf and zbar: what a person's reader, scanner and bank app will see.

mod codigos;
mod conformidade;
mod conteudo;
mod dados;
mod hostis;
mod leitor;
mod modelos;
